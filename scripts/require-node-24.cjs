// Loaded before a script, and in old syntax, so that an old Node can still say what is wrong.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This is Node ${process.versions.node}; Yidu runs on Node 24, which \`npm ci\` puts into node_modules.\n` +
      'Use the npm scripts (`npm start`, `npm test`), and install without --ignore-scripts.',
  );
  process.exit(1);
}
