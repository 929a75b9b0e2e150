//! A drawn symbol: modules, black or white, and the blank margin around them.

use std::fmt::Write as _;

use crate::symbology::QuietZone;

/// A symbol as modules. All geometry is in whole modules; nothing here is floating point.
///
/// The rows are kept once each: a bar code is one row that is [`Drawing::height`] modules
/// tall, PDF417 has rows three modules tall, a matrix code has rows one module tall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Modules across, without the quiet zone.
    pub width: u32,
    /// Modules down, without the quiet zone.
    pub height: u32,
    /// The blank margin to keep around it.
    pub quiet: QuietZone,
    rows: Vec<Vec<bool>>,
    row_height: u32,
}

impl Drawing {
    /// The longest side of a picture, in pixels.
    pub const MAX_SIDE_PX: u32 = 16_384;

    /// A drawing of `rows`, each `row_height` modules tall. Rows are cut or filled up to the
    /// width of the first.
    pub(crate) fn new(mut rows: Vec<Vec<bool>>, row_height: u32, quiet: QuietZone) -> Self {
        let across = rows.first().map_or(0, Vec::len);
        for row in &mut rows {
            row.resize(across, false);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            width: count(across),
            height: count(rows.len()).saturating_mul(row_height),
            quiet,
            rows,
            row_height: row_height.max(1),
        }
    }

    /// One row of bars, `height` modules tall.
    pub(crate) fn bars(bars: Vec<bool>, height: u32, quiet: QuietZone) -> Self {
        Self::new(vec![bars], height, quiet)
    }

    /// The stored rows, top to bottom.
    pub(crate) fn rows(&self) -> &[Vec<bool>] {
        &self.rows
    }

    /// How many modules tall each stored row is.
    pub(crate) fn row_height(&self) -> u32 {
        self.row_height
    }

    /// The same bars, only `height` modules tall. Matrix codes stay as they are.
    pub(crate) fn with_bar_height(&self, height: u32) -> Self {
        match self.rows.as_slice() {
            [bars] => Self::bars(bars.clone(), height, self.quiet),
            _ => self.clone(),
        }
    }

    /// Whether the module at `x`, `y` (from the top left, without quiet zone) is black.
    #[must_use]
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        let row = usize::try_from(y / self.row_height)
            .ok()
            .and_then(|y| self.rows.get(y));
        let module = usize::try_from(x)
            .ok()
            .and_then(|x| row.and_then(|row| row.get(x)));
        module.copied().unwrap_or(false)
    }

    /// Modules across with the quiet zone.
    #[must_use]
    pub fn total_width(&self) -> u32 {
        self.width + self.quiet.left + self.quiet.right
    }

    /// Modules down with the quiet zone.
    #[must_use]
    pub fn total_height(&self) -> u32 {
        self.height + self.quiet.top + self.quiet.bottom
    }

    /// The black modules as the `d` of one SVG path: one closed rectangle for each run of black
    /// modules, in whole numbers, the quiet zone included in the coordinates.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(self.rows.len() * 64);
        let mut y = self.quiet.top;
        for row in &self.rows {
            for (start, length) in runs(row) {
                let x = start + self.quiet.left;
                let h = self.row_height;
                // Writing into a String cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v{h}h-{length}z");
            }
            y += self.row_height;
        }
        path
    }
}

/// Start and length of each run of black modules.
fn runs(row: &[bool]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let mut x = 0u32;
    row.chunk_by(|a, b| a == b).filter_map(move |run| {
        let length = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let start = x;
        x = x.saturating_add(length);
        (run.first() == Some(&true)).then_some((start, length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_has_one_rectangle_for_each_run() {
        let quiet = QuietZone {
            left: 3,
            right: 1,
            top: 2,
            bottom: 1,
        };
        let rows = vec![vec![true, true, false, true], vec![false, true]];
        let drawing = Drawing::new(rows, 3, quiet);
        assert_eq!((drawing.width, drawing.height), (4, 6));
        assert_eq!((drawing.total_width(), drawing.total_height()), (8, 9));
        assert_eq!(drawing.path(), "M3 2h2v3h-2zM6 2h1v3h-1zM4 5h1v3h-1z");
        assert!(drawing.is_dark(3, 2) && !drawing.is_dark(2, 0) && drawing.is_dark(1, 5));
        assert!(!drawing.is_dark(3, 5) && !drawing.is_dark(99, 0) && !drawing.is_dark(0, 99));
    }
}
