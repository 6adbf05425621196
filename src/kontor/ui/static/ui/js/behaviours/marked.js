// The field that has the focus from the beginning is marked: whoever types replaces what was looked for in vain.
export const connect = (field) => document.activeElement === field && field.select();
