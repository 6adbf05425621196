// Words as they are found: small, without accents, in any order.
export const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
export const wordsOf = (entered) => plain(entered).split(/\s+/).filter(Boolean);
