import * as z from 'zod';

// The content security policy forbids making code from strings, and zod tries to while schemas are being built: this
// module must be the first that a page imports.
z.config({ jitless: true });
