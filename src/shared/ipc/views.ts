/** What the renderer shows, by subject: rows of the client's store, shaped for reading. All are plain data that survives IPC. */
export * from './timeline-views.ts';
export * from './conversation-views.ts';
export * from './file-views.ts';
export * from './store-change.ts';
export * from './connection-views.ts';
export * from './account-views.ts';
export * from './lock-views.ts';
export * from './storage-views.ts';
export * from './search-views.ts';
export * from './settings.ts';
export * from './desktop-views.ts';
export * from './update-views.ts';
