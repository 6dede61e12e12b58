/** One row of a SQLite file, in the words of PostgreSQL's table. */
export type ImportedRow = Readonly<Record<string, string | number | null>>;

/** A table of PostgreSQL, and where in a SQLite file its rows come from. */
export interface ImportedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** What both sides are sorted by. */
  readonly key: string;
  /** Gives the columns in the order of the key, each as PostgreSQL writes it. */
  readonly select: string;
  /** The column that PostgreSQL counts up. */
  readonly counter?: string;
  /** The schema brings a row. */
  readonly filledBefore?: true;
}

/** Columns of the same name hold the same; `computed`: those that do not. */
function table(
  name: string,
  key: string,
  columns: string,
  {
    computed = {},
    from = `"${name}"`,
    ...rest
  }: { computed?: Readonly<Record<string, string>>; from?: string } & Pick<
    ImportedTable,
    'counter' | 'filledBefore'
  > = {},
): ImportedTable {
  const names = columns.split(' ');
  const selected = names.map((column) => `${computed[column] ?? `"${column}"`} AS "${column}"`);
  return {
    name,
    columns: names,
    key,
    select: `SELECT ${selected.join(', ')} FROM ${from} ORDER BY ${key}`,
    ...rest,
  };
}

function uuid(column: string): string {
  const part = (start: number, length: number): string => `substr(hex(${column}), ${start}, ${length})`;
  const parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)];
  return `CASE WHEN ${column} IS NULL THEN NULL ELSE lower(${parts.join(" || '-' || ")}) END`;
}

const truth = (column: string): string => `CASE WHEN ${column} THEN 'true' ELSE 'false' END`;

/** The ranges of a member as PostgreSQL writes a multirange. */
const multirange = (ranges: string): string => `coalesce((
  SELECT '{' || group_concat('[' || from_seq || ',' || (to_seq + 1) || ')', ',' ORDER BY from_seq) || '}'
  FROM ${ranges} r WHERE r.conversation = member.conversation AND r.account = member.account), '{}')`;

/** As monthOf(); beyond the year 9999, which SQLite does not know, the last month before it. */
const MONTH = `coalesce(CAST(strftime('%Y%m', at / 1000, 'unixepoch') AS INTEGER), 999912)`;
/** A clock that was set back does not lead back into an earlier partition. */
const EVENTS = `(SELECT *, max(${MONTH}) OVER (PARTITION BY conversation ORDER BY seq) AS month FROM event)`;

/** The months in which a file has events. */
export const IMPORTED_MONTHS = `SELECT DISTINCT month FROM ${EVENTS} ORDER BY month`;

/** In the order in which rows refer to earlier ones. */
export const IMPORTED_TABLES: readonly ImportedTable[] = [
  table('meta', 'one', 'one relay_id position', { filledBefore: true }),
  table('generation', 'key', 'key id since', { counter: 'key', filledBefore: true }),
  table('profile_picture', 'id', 'id bytes'),
  table(
    'account',
    'key',
    'key id name display_name password_hash created_at deactivated_at administrator direct_untold picture profile_position',
    {
      computed: { administrator: truth('administrator'), direct_untold: truth('direct_untold') },
      counter: 'key',
    },
  ),
  table('account_term', 'term, account', 'term account'),
  table('bot', 'account', 'account'),
  table('device', 'id', 'id account name token_hash created_at last_seen_at'),
  table(
    'conversation',
    'key',
    'key id kind title announcement direct_low direct_high creator client_id head_seq head_ordinal month member_count position receipts receipt_floor picture',
    {
      computed: {
        client_id: uuid('client_id'),
        month: `(SELECT max(${MONTH}) FROM event WHERE conversation = conversation.key)`,
      },
      counter: 'key',
    },
  ),
  table(
    'member',
    'conversation, account',
    'conversation account place role delivered position parting_title parting_count muted_until flags archived read_set hidden_set',
    { computed: { read_set: multirange('read_range'), hidden_set: multirange('hidden_range') } },
  ),
  table('membership', 'conversation, account, joined_seq', 'conversation account joined_seq left_seq'),
  table('invite', 'code_hash', 'code_hash conversation creator uses_left expires_at'),
  table('draft', 'key', 'key account conversation revision text device', { counter: 'key' }),
  table(
    'event',
    'conversation, seq',
    'month conversation seq ordinal sender kind client_id at body revision',
    { computed: { client_id: uuid('client_id') }, from: EVENTS },
  ),
  table('timeline_month', 'conversation, first_seq', 'conversation first_seq month ordinal_before', {
    from: `(SELECT conversation, month, min(seq) AS first_seq, min(ordinal - (client_id IS NOT NULL)) AS ordinal_before
      FROM ${EVENTS} GROUP BY conversation, month)`,
  }),
  table('sent_message', 'conversation, sender, client_id', 'conversation sender client_id seq', {
    computed: { client_id: uuid('client_id') },
    from: '(SELECT * FROM event WHERE client_id IS NOT NULL)',
  }),
  table('message_edit', 'conversation, target, seq', 'conversation target seq'),
  table('pin', 'conversation, target', 'conversation target seq'),
  table('reaction_emoji', 'conversation, target, emoji', 'conversation target emoji since count'),
  table('reaction', 'conversation, target, emoji, account', 'conversation target emoji account seq'),
  table('receipt_gap', 'conversation, from_seq', 'conversation from_seq to_seq'),
  table('read_time', 'conversation, account, from_seq', 'conversation account from_seq to_seq at'),
  table('channel', 'key', 'key id owner client_id title position', {
    computed: { client_id: uuid('client_id') },
    counter: 'key',
  }),
  table('channel_publisher', 'channel, place', 'channel place account'),
  table(
    'announcement',
    'key',
    'key channel seq client_id sender revision state title text created_at released_at published_at modified_at ended_at expires_at min_version position',
    { computed: { client_id: uuid('client_id') }, counter: 'key' },
  ),
  table('announcement_whitelist', 'announcement, place', 'announcement place account'),
  table('channel_reader', 'account, channel', 'account channel read delivered position'),
  table('announcement_reach', 'announcement, since', 'announcement since delivered read'),
  table('file', 'key', 'key id owner name type size begun_at hash width height unused_since', {
    counter: 'key',
  }),
  table('file_use', 'file, conversation, seq', 'file conversation seq'),
  table('content_total', 'only_row', 'only_row contents bytes', {
    computed: { only_row: 'only' },
    filledBefore: true,
  }),
  table('policy', 'name', 'name value'),
  table('audit', 'id', 'id at origin actor operator address action subject label detail', { counter: 'id' }),
  table('hook', 'key', 'key id token_hash bot conversation label created_at', { counter: 'key' }),
  table('callback', 'key', 'key id bot url secret kinds created_at waiting missed', { counter: 'key' }),
  table(
    'delivery',
    'key',
    'key id callback kind conversation channel seq at attempts next_at settled_at status problem',
    { counter: 'key' },
  ),
  table('point_balance', 'account', 'account points'),
  table('point_move', 'key', 'key kind account conversation seq points at', { counter: 'key' }),
  table('point_order', 'client_id', 'client_id move', { computed: { client_id: uuid('client_id') } }),
  table(
    'packet',
    'conversation, seq',
    'conversation seq sender split shares points taken taken_points expires_at returned',
  ),
];
