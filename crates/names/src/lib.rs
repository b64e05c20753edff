//! Chinese personal names: order by strokes and by pinyin, search keys, characters that need care. Pure.
