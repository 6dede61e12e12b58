/** Numbers both sides rely on; PROTOCOL.md's table of limits names them. Sizes in bytes unless said otherwise. */
export const LIMITS = {
  /** Largest frame a client may send; larger closes the connection. */
  clientFrameBytes: 256 * 1024,
  /** Largest frame a relay sends. */
  relayFrameBytes: 2 * 1024 * 1024,
  /** Events in one page of `timeline.pull`; a page also ends at about 512 KiB. */
  pageEvents: 200,
  pageBytes: 512 * 1024,
  /** Conversations in one page of `sync.pull`. */
  syncPage: 200,
  /** Conversations in one `receipt.report`, and ranges for each of them. */
  reportConversations: 200,
  reportRanges: 200,
  /** Messages, over all conversations, in one `receipt.counts`. */
  countsMessages: 1_000,
  /** Entries in one page of a receipt list, of members, of people and of their changes. */
  listPage: 500,
  /** People named in one command (add, remove, create, `people.get`). */
  usersPerCommand: 1_000,
  /** Times one invitation may be used, and invitations of one person or group that are open at once. */
  inviteUses: 1_000,
  openInvites: 100,
  /** Devices in one `device.list`, the most recently seen first. */
  devices: 500,
  /** Announcements in one page of `channel.manage`. */
  announcementsPage: 50,
  /** People whose presence one connection looks at. */
  watchedUsers: 200,
  /** Red packets in one `packet.states`. */
  packetStates: 100,
  /** How long a red packet can be taken; ms. */
  packetMs: 24 * 3_600_000,
  /** Uploads of one account under way or not finished. */
  openUploads: 50,
  /** How long the relay keeps what came of an upload since it was begun; ms. */
  uploadMs: 7 * 24 * 3_600_000,
  /** Requests of one connection that may wait for their answer. */
  requestsInFlight: 64,
  /** Time from connecting to being signed in; ms. */
  handshakeMs: 30_000,
  /** The relay pings as often; a connection silent for two of these is dead. ms. */
  heartbeatMs: 20_000,
} as const;

/** Versions this code speaks, best first. */
export const PROTOCOL_VERSIONS = [1] as const;

/** The one path of the WebSocket endpoint. */
export const SOCKET_PATH = '/v1/socket';

/** Where files are uploaded to, and with `/<id>` fetched from. */
export const FILES_PATH = '/files';

/** Where hooks are posted to, with `/<token>`. */
export const HOOKS_PATH = '/hooks';

export const DEFAULT_RELAY_PORT = 7480;
