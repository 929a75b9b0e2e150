//! Currencies by ISO 4217 code with the decimals of their minor unit, withdrawn ones included:
//! old files still name them.

/// Codes with two decimals.
const TWO: &str = "\
    ADP AED AFA AFN ALL AMD ANG AOA ARS ATS AUD AWG AYM AZM AZN BAM BBD BDT BEF BGL BGN BMD BND \
    BOB BOV BRL BSD BTN BWP BYB BZD CAD CDF CHE CHF CHW CNY COP COU CRC CSD CUC CUP CVE CYP CZK \
    DEM DKK DOP DZD EEK EGP ERN ETB EUR FIM FJD FKP FRF GBP GEL GHC GHS GIP GMD GTQ GWP GYD HKD \
    HNL HRK HTG HUF IDR IEP ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL \
    MAD MDL MGA MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MXV MYR MZM MZN NAD NGN NIO NLG NOK \
    NPR NZD PAB PEN PGK PHP PKR PLN QAR ROL RON RSD RUB RUR SAR SBD SCR SDD SDG SEK SGD SHP SIT \
    SKK SLE SLL SOS SRD SRG SSP STD STN SVC SYP SZL THB TJS TMM TMT TOP TRY TTD TWD TZS UAH USD \
    USN USS UYU UZS VEB VED VEF VES WST XAD XCD XCG YER YUM ZAR ZMK ZMW ZWD ZWG ZWL ZWN ZWR";
/// Codes without decimals.
const NONE: &str = "\
    BIF BYR CLP DJF ESP GNF GRD GWF ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL UGX UYI VND \
    VUV XAF XAG XAU XBA XBB XBC XBD XDR XFO XFU XOF XPD XPF XPT XSU XTS XUA XXX";
/// Codes with three decimals.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Codes with four decimals.
const FOUR: &str = "CLF UYW";

/// Decimals of the minor unit of this code, in capitals; `None` when there is no such currency.
pub fn decimals(code: &str) -> Option<u8> {
    let listed = |codes: &str| codes.split_ascii_whitespace().any(|known| known == code);
    if listed(TWO) {
        Some(2)
    } else if listed(NONE) {
        Some(0)
    } else if listed(THREE) {
        Some(3)
    } else {
        listed(FOUR).then_some(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown_codes() {
        for (code, expected) in [
            ("EUR", Some(2)),
            ("JPY", Some(0)),
            ("KWD", Some(3)),
            ("CLF", Some(4)),
            ("FIM", Some(2)),
            ("eur", None),
            ("EUR ", None),
            ("QQQ", None),
            ("", None),
        ] {
            assert_eq!(decimals(code), expected, "{code}");
        }
    }

    #[test]
    fn every_code_is_listed_once() {
        let mut codes: Vec<_> = [TWO, NONE, THREE, FOUR]
            .iter()
            .flat_map(|list| list.split_ascii_whitespace())
            .collect();
        assert!(codes.iter().all(|code| code.len() == 3));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
