//! Pages.

/// Which page, and how large; pages are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PageRequest {
    page: u32,
    page_size: u32,
}

impl PageRequest {
    /// The largest page: 1,000 rows.
    pub const MAX_SIZE: u32 = 1_000;

    /// Page `page` of `page_size` rows; both are brought into their range (from 1, and to [`MAX_SIZE`](Self::MAX_SIZE)).
    pub const fn new(page: u32, page_size: u32) -> Self {
        let page = if page == 0 { 1 } else { page };
        let page_size = match page_size {
            0 => 1,
            size if size > Self::MAX_SIZE => Self::MAX_SIZE,
            size => size,
        };
        Self { page, page_size }
    }

    /// The page's number, from 1.
    pub const fn page(self) -> u32 {
        // What was deserialised did not pass through `new`.
        if self.page == 0 { 1 } else { self.page }
    }

    /// Rows of a page.
    pub const fn page_size(self) -> u32 {
        Self::new(1, self.page_size).page_size
    }

    /// Rows before the page.
    pub const fn offset(self) -> i64 {
        (self.page() as i64 - 1) * self.page_size() as i64
    }
}

impl Default for PageRequest {
    /// The first 20 rows.
    fn default() -> Self {
        Self::new(1, 20)
    }
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Page<T> {
    /// The rows of the page.
    pub items: Vec<T>,
    /// Rows in all.
    pub total: i64,
    /// The page's number, from 1.
    pub page: u32,
    /// Rows of a full page.
    pub page_size: u32,
}

impl<T> Page<T> {
    /// How many pages there are.
    pub const fn pages(&self) -> i64 {
        let size = self.page_size as i64;
        if size == 0 { 0 } else { (self.total + size - 1) / size }
    }

    /// Whether there is a page after this one.
    pub const fn has_next(&self) -> bool {
        (self.page as i64) < self.pages()
    }

    /// The page with every row turned into something else, such as what an API returns.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            total: self.total,
            page: self.page,
            page_size: self.page_size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, PageRequest};

    #[test]
    fn brings_requests_into_range() {
        assert_eq!(PageRequest::new(0, 0), PageRequest::new(1, 1));
        assert_eq!(PageRequest::new(1, u32::MAX).page_size(), PageRequest::MAX_SIZE);
        assert_eq!(PageRequest::new(u32::MAX, 1_000).offset(), (i64::from(u32::MAX) - 1) * 1_000);
    }

    #[test]
    fn counts_pages() {
        let page = Page { items: vec![1], total: 41, page: 2, page_size: 20 };
        assert_eq!(page.pages(), 3);
        assert!(page.has_next());
        assert_eq!(page.map(|n| n + 1).items, [2]);
    }
}
