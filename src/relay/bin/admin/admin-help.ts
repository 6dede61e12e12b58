/** What `admin --help` prints. */
export const ADMIN_HELP = `Usage: npm run relay -- admin COMMAND [--data FOLDER] [--json]

Works on the relay of a data folder (default ./yidu-relay), whether it runs or not. Whoever may open the folder may do all of
this; everything that changes something stands in the audit log.

Administrators
  grant NAME                     make somebody an administrator: they may use the console
  withdraw NAME                  and make them none; at once, also where they are signed in

People
  people [QUERY]                 list
  people create NAME [--display-name TEXT] [--password-file FILE]
  people deactivate NAME         for good: signed out everywhere, out of all groups, the name stays taken
  people reset-password NAME [--password-file FILE]
                                 ends all their devices; without a file, a password is made and printed once
  devices NAME                   list
  devices revoke NAME DEVICE     sign one out

Points
  points NAME                    what somebody has to give away in red packets
  points give NAME POINTS --reason TEXT [--id ID]
  points take-back NAME POINTS --reason TEXT [--id ID]
                                 all or nothing, at most 1,000,000; the reason stands in the audit log. Where the relay did not
                                 answer, the command says by which id it can be repeated and is done once all the same
  points ledger                  all points there are, where they came from, and whether that comes to zero

Groups, channels and invites
  groups [QUERY]                 list, newest first
  groups dissolve ID
  channels                       list; administrators work in them in the client
  channels show ID               its announcements, newest first, and how many each one reached
  invites                        list those that are open
  invites create NAME [--uses N] [--days N] [--qr]
                                 to the relay, in the name of that person; the code and the link that carries it are printed
                                 once, with --qr for a camera too
  invites revoke HASH

Bots, hooks and callbacks
  bots                           list
  bots create NAME [--display-name TEXT]
                                 an account of programs, without a password; members add it to groups
  bots token NAME [--label TEXT] by which a program signs in as the bot, printed once; "devices NAME" lists them, and
                                 "devices revoke" revokes them
  bots conversations NAME        where the bot is: what a hook can be made for
  hooks                          list
  hooks create BOT CONVERSATION [--label TEXT]
                                 what is posted to it becomes a message of the bot; its path is printed once
  hooks revoke HOOK
  callbacks                      list, with what waits and what was missed
  callbacks create BOT URL [--kinds LIST] [--secret-file FILE]
                                 tell URL what happens where the bot is; without a file, a secret is made and printed once
  callbacks remove CALLBACK      with its log
  callbacks deliveries CALLBACK [--before CURSOR]
                                 what was told, and what became of it, newest first

The relay
  policies                       what is set, and what the configuration has fixed
  policies set KEY=VALUE ...     name, registration, editWindowHours, receipts, readTimes, receiptRetentionDays,
                                 auditRetentionDays
  audit [--before ID]            the audit log, newest first
  overview                       how much of everything there is
  nodes                          the programs that serve these data now: version, since when, connections

Backup
  backup FOLDER                  copy everything into a new folder, while the relay works
  verify BACKUP                  read a backup and compare it with its manifest
  restore BACKUP FOLDER          make a new data folder of it, and check that
  rehearse [FOLDER]              backup, restore into a new folder, compare every table and file; FOLDER takes what is
                                 needed meanwhile (default: the system's temporary folder)

PostgreSQL
  import-sqlite [--database URL] copy the database of a stopped relay into an empty one of PostgreSQL, all or nothing, and
                                 compare every row; YIDU_RELAY_DATABASE says where to as well, and shows no password to
                                 other users of the machine. The relay's files stay where they are

  --limit N                      entries of a list (default 100)
  --json                         print the answer as JSON

Ends with 0 when it is done, 1 when something failed, 2 when it was not asked for correctly, 3 when the relay refused.
`;
