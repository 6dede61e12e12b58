/** The package has better-sqlite3's interface, and types of its own that its `exports` hide; those of the original are newer. */
declare module 'better-sqlite3-multiple-ciphers' {
  import Database from 'better-sqlite3';
  export = Database;
}
