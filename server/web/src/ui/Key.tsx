/** The key that a button answers to, for those who see it; assistive technology is told by `aria-keyshortcuts`. */
export function Key({ name }: { name: string }) {
  return <kbd aria-hidden="true">{name}</kbd>;
}
