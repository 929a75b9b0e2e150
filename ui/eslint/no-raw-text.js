/** Words belong to the catalogues in src/messages, so that every language has them all. */
const WORD = /\p{L}{2,}/u;
const SPOKEN = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'alt', 'title', 'placeholder']);

export const noRawText = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { raw: 'Text a person reads comes from src/messages, not from a component.' },
  },
  create(context) {
    return {
      SvelteText(node) {
        const parent = node.parent?.type;
        if (parent === 'SvelteStyleElement' || parent === 'SvelteScriptElement') return;
        if (WORD.test(node.value)) context.report({ node, messageId: 'raw' });
      },
      SvelteAttribute(node) {
        if (!SPOKEN.has(node.key?.name)) return;
        for (const part of node.value) {
          if (part.type === 'SvelteLiteral' && WORD.test(part.value)) {
            context.report({ node: part, messageId: 'raw' });
          }
        }
      },
    };
  },
};
