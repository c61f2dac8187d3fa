/** The part of the stylesheet that only the pages of the account need. */
export const accountStyles = `
.tabs { margin: -0.75rem 0 1.75rem; border-bottom: 1px solid var(--line); }
.tabs ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; }
.tabs a {
  display: block;
  padding: 0.625rem 0.125rem;
  border-bottom: 0.1875rem solid transparent;
  margin-bottom: -1px;
  color: var(--muted);
  font-size: 0.875rem;
  font-weight: 550;
  text-decoration: none;
}
.tabs a:hover { color: var(--text); border-color: var(--line); }
.tabs [aria-current] { color: var(--text); border-color: var(--link); }

.good { border-color: var(--link); background: var(--page); }

.facts, .ways, .items { margin-top: 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; }
.facts > div { padding: 0.875rem 1rem; }
.facts > div + div, .ways li + li, .item + .item { border-top: 1px solid var(--line); }
.facts dt { color: var(--muted); font-size: 0.875rem; }
.facts dd { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.125rem 0.5rem; }
.facts form, .item form, .nested form { margin-top: 0.625rem; }
.small { display: inline-flex; width: auto; min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.875rem; }
.ways, .items, .nested { list-style: none; }
.ways a {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  column-gap: 0.75rem;
  padding: 0.875rem 1rem;
  color: var(--text);
  font-weight: 550;
  text-decoration: none;
}
.ways a span:first-child { flex: 1; }
.ways .hint { font-weight: 400; }
.ways a::after { content: '→' / ''; color: var(--muted); }
.ways a:hover { background: var(--page); border-radius: 0.75rem; }
.item { padding: 1rem; }
.item h2 { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.5rem; color: var(--text); font-size: 1rem; }
.item > p + p, .item h2 + p { margin-top: 0.25rem; }
.item > .sees { margin-top: 0.75rem; font-size: 0.875rem; font-weight: 550; }
.seen { margin-top: 0.125rem; padding-left: 1.25rem; font-size: 0.875rem; }
.nested { margin-top: 0.25rem; }
.nested li {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.5rem 1rem;
  padding: 0.75rem 0;
  border-top: 1px solid var(--line);
}
.nested form { margin-top: 0; }
.more { margin-top: 2rem; }
`
