-- Letters that no accent is taken from are looked for as people type them without their keyboard: L for Ł, O for Ø, SS for ß.
UPDATE people
SET name_key = replace(replace(replace(replace(replace(replace(replace(replace(replace(name_key,
        'ł', 'l'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ı', 'i'), 'þ', 'th'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
WHERE name_key <> replace(replace(replace(replace(replace(replace(replace(replace(replace(name_key,
        'ł', ''), 'ø', ''), 'đ', ''), 'ð', ''), 'ı', ''), 'þ', ''), 'ß', ''), 'æ', ''), 'œ', '');
