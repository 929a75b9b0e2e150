//! SVG, PNG, terminal and grey pictures of a drawing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use kantis_barcode::read::{ReadError, read_luma};
use kantis_barcode::{DrawError, Drawing, SvgStyle, Symbol, Symbology};

fn sample(symbology: Symbology) -> Symbol {
    let payload = match symbology {
        Symbology::Ean13 => "6430012345679",
        Symbology::Ean8 => "96385074",
        Symbology::UpcA => "036000291452",
        Symbology::UpcE => "04252614",
        Symbology::Itf => "12345678",
        Symbology::Codabar => "A12345B",
        _ => "MEMBER-0001",
    };
    Symbol::new(symbology, payload.into())
}

fn drawable() -> impl Iterator<Item = (Symbology, Drawing)> {
    let kinds = Symbology::ALL.iter().copied().filter(|s| s.is_drawable());
    kinds.map(|symbology| (symbology, sample(symbology).draw().unwrap()))
}

#[test]
fn quiet_zone_is_at_least_the_standards() {
    use Symbology::*;
    for (symbology, drawing) in drawable() {
        let (left, right, around) = match symbology {
            Ean13 => (11, 7, 0),
            Ean8 => (7, 7, 0),
            UpcA => (9, 9, 0),
            UpcE => (9, 7, 0),
            QrCode => (4, 4, 4),
            DataMatrix => (1, 1, 1),
            Pdf417 => (2, 2, 2),
            Aztec => (0, 0, 0),
            _ => (10, 10, 0),
        };
        let quiet = drawing.quiet;
        assert_eq!(quiet, symbology.quiet_zone());
        assert!(quiet.left >= left && quiet.right >= right, "{symbology}");
        assert!(quiet.top >= around && quiet.bottom >= around, "{symbology}");
        // And it is really white in the picture.
        let (width, height, pixels) = drawing.to_luma(2).unwrap();
        for (at, _) in pixels.iter().enumerate().filter(|(_, grey)| **grey == 0) {
            let (x, y) = (at as u32 % width / 2, at as u32 / width / 2);
            assert!(
                x >= quiet.left && x < drawing.total_width() - quiet.right,
                "{symbology}"
            );
            assert!(
                y >= quiet.top && y < height / 2 - quiet.bottom,
                "{symbology}"
            );
        }
    }
}

#[test]
fn widths_and_proportions() {
    for (symbology, drawing) in drawable() {
        let expected = match symbology {
            Symbology::Ean13 | Symbology::UpcA => 95,
            Symbology::Ean8 => 67,
            Symbology::UpcE => 51,
            _ => drawing.width,
        };
        assert_eq!(drawing.width, expected, "{symbology}");
        if symbology.is_linear() {
            assert!(drawing.height * 100 >= drawing.width * 15, "{symbology}");
        }
        if symbology == Symbology::Pdf417 {
            assert_eq!(drawing.height % 3, 0);
            assert!(drawing.width > drawing.height);
        }
    }
}

#[test]
fn svg_is_one_path_of_whole_numbers_on_a_white_plate() {
    for (symbology, drawing) in drawable() {
        let style = SvgStyle {
            module_px: 3,
            title: Some("A <b> & \"c\"".into()),
        };
        let svg = drawing.to_svg(&style);
        let (w, h) = (drawing.total_width(), drawing.total_height());
        assert_eq!(svg.matches("<path").count(), 1, "{symbology}");
        assert_eq!(svg.matches("<rect").count(), 1, "{symbology}");
        assert!(svg.contains(&format!("width=\"{}\" height=\"{}\"", 3 * w, 3 * h)));
        assert!(svg.contains(&format!("viewBox=\"0 0 {w} {h}\"")));
        assert!(svg.contains(&format!(
            "<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>"
        )));
        assert!(svg.contains("shape-rendering=\"crispEdges\""));
        assert!(svg.contains("<title>A &lt;b&gt; &amp; &quot;c&quot;</title>"));
        let path = drawing.path();
        assert!(svg.contains(&path));
        assert!(
            path.chars()
                .all(|c| c.is_ascii_digit() || "Mhvz- ".contains(c)),
            "{symbology}"
        );
        assert_eq!(
            painted(&path, w, h),
            drawing.to_luma(1).unwrap().2,
            "{symbology}"
        );
    }
}

/// The path painted by its own numbers, as a browser would.
fn painted(path: &str, width: u32, height: u32) -> Vec<u8> {
    let mut pixels = vec![255; (width * height) as usize];
    for rect in path.split('M').skip(1) {
        let numbers: Vec<u32> = rect
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().unwrap())
            .collect();
        let [x, y, w, h, back] = numbers[..] else {
            panic!("{rect}")
        };
        assert_eq!(w, back);
        for row in y..y + h {
            for column in x..x + w {
                pixels[(row * width + column) as usize] = 0;
            }
        }
    }
    pixels
}

#[test]
fn png_has_the_pixels_of_the_drawing() {
    for (symbology, drawing) in drawable() {
        let file = drawing.to_png(3).unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let (width, height, expected) = drawing.to_luma(3).unwrap();
        assert_eq!((info.width, info.height), (width, height), "{symbology}");
        assert_eq!(pixels, expected, "{symbology}");
    }
}

#[test]
fn terminal_shows_every_module() {
    let drawing = sample(Symbology::QrCode).draw().unwrap();
    let text = drawing.to_half_blocks();
    let ink = "\x1b[38;5;16;48;5;231m";
    let mut pixels = Vec::new();
    for line in text.lines() {
        let line = line
            .strip_prefix(ink)
            .unwrap()
            .strip_suffix("\x1b[0m")
            .unwrap();
        let halves = |dark: [char; 2]| -> Vec<u8> {
            line.chars()
                .map(|c| if dark.contains(&c) { 0 } else { 255 })
                .collect()
        };
        pixels.extend(halves(['█', '▀']));
        pixels.extend(halves(['█', '▄']));
    }
    let (_, _, expected) = drawing.to_luma(1).unwrap();
    assert_eq!(pixels[..expected.len()], expected);
    let bars = sample(Symbology::Ean13).draw().unwrap().to_half_blocks();
    assert!(
        bars.lines().count() <= 14,
        "bars are cut to the height of a terminal"
    );
}

#[test]
fn picture_limits() {
    let drawing = sample(Symbology::QrCode).draw().unwrap();
    for module_px in [0, 10_000, u32::MAX] {
        assert!(matches!(
            drawing.to_png(module_px),
            Err(DrawError::PictureSize { .. })
        ));
        assert!(matches!(
            drawing.to_luma(module_px),
            Err(DrawError::PictureSize { .. })
        ));
    }
    let all = Symbology::ALL;
    assert!(matches!(
        read_luma(2, 2, &[0; 3], all),
        Err(ReadError::Size { .. })
    ));
    assert!(matches!(
        read_luma(0, 2, &[], all),
        Err(ReadError::Size { .. })
    ));
    assert!(matches!(
        read_luma(u32::MAX, u32::MAX, &[], all),
        Err(ReadError::TooLarge { .. })
    ));
    assert_eq!(read_luma(64, 64, &[255; 4096], all), Ok(Vec::new()));
    assert_eq!(read_luma(1, 1, &[0], all), Ok(Vec::new()));
}

#[test]
fn a_picture_is_read_upright_and_turned() {
    for symbology in [
        Symbology::QrCode,
        Symbology::Ean13,
        Symbology::Code128,
        Symbology::UpcA,
    ] {
        let symbol = sample(symbology);
        let (width, height, pixels) = symbol.draw().unwrap().to_luma(4).unwrap();
        let turned: Vec<u8> = (0..width)
            .flat_map(|x| (0..height).map(move |y| (x, height - 1 - y)))
            .map(|(x, y)| pixels[(y * width + x) as usize])
            .collect();
        for (width, height, pixels) in [(width, height, &pixels), (height, width, &turned)] {
            let formats = [
                Symbology::Ean13,
                Symbology::UpcA,
                Symbology::QrCode,
                Symbology::Code128,
            ];
            let found = read_luma(width, height, pixels, &formats).unwrap();
            assert_eq!(found.len(), 1, "{symbology}");
            assert_eq!(found[0].symbology, symbology);
            assert_eq!(found[0].payload, symbol.payload);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::with_cases(24)
    })]

    /// Noise of several grains, and drawings with a part scratched out.
    #[test]
    fn no_picture_brings_the_reader_down(
        seed in 1u64..,
        grain in 1u32..9,
        width in 1u32..180,
        height in 1u32..180,
        hurt in 0usize..13,
    ) {
        let noise = |x: u32, y: u32| {
            let cell = u64::from(x / grain) << 32 | u64::from(y / grain);
            if (cell ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 0 { 0u8 } else { 255 }
        };
        let pixels: Vec<u8> =
            (0..height).flat_map(|y| (0..width).map(move |x| noise(x, y))).collect();
        read_luma(width, height, &pixels, Symbology::ALL).unwrap();

        let (symbology, drawing) = drawable().nth(hurt).unwrap();
        let (width, height, mut pixels) = drawing.to_luma(3).unwrap();
        for (at, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = (at as u32 % width, at as u32 / width);
            if (x + y) / 40 % 3 == grain % 3 {
                *pixel = noise(x, y);
            }
        }
        read_luma(width, height, &pixels, &[symbology]).unwrap();
    }
}
