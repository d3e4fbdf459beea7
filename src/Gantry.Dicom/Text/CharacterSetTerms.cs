using System.Text;

namespace Gantry.Dicom.Text;

/// <summary>The defined terms (PS3.3 C.12.1.1.2, Tables C.12-2 to C.12-5) and the misspellings that devices write.</summary>
internal static class CharacterSetTerms
{
    public static readonly CodeElement Ascii = CodeElement.Single("(B", false, low => (char)low);
    public static readonly CodeElement Latin1 = CodeElement.Single("-A", true, low => (char)(low + 0x80));

    // JIS X 0201: YEN SIGN and OVERLINE take the places of backslash and tilde.
    private static readonly CodeElement Romaji = CodeElement.Single("(J", false, low => low switch { 0x5C => '\u00A5', 0x7E => '\u203E', _ => (char)low });
    private static readonly CodeElement Katakana = CodeElement.Single(")I", true, low => low is >= 0x21 and <= 0x5F ? (char)(0xFF40 + low) : CodeElement.Undefined);
    private static readonly CodeElement Kanji = CodeElement.Plane("$B", false, 20932);

    public static readonly CharacterSetTerm Default = new("", "ISO 2022 IR 6", Ascii, null);

    public static readonly IReadOnlyList<CharacterSetTerm> All =
    [
        Default,
        new("ISO_IR 100", "ISO 2022 IR 100", Ascii, Latin1),
        Latin("101", "-B", 28592), Latin("109", "-C", 28593), Latin("110", "-D", 28594), Latin("144", "-L", 28595), Latin("127", "-G", 28596),
        // The runtime has the Greek and Hebrew parts of 1987 and 1988: here with what ISO 8859-7 of 2003 and ISO 8859-8 of 1999 added, which devices use.
        Latin("126", "-F", 28597, (0x21, '\u2018'), (0x22, '\u2019'), (0x24, '\u20AC'), (0x25, '\u20AF'), (0x2A, '\u037A')),
        Latin("138", "-H", 38598, (0x7D, '\u200E'), (0x7E, '\u200F')),
        Latin("148", "-M", 28599), Latin("203", "-b", 28605), Latin("166", "-T", 874),
        new("ISO_IR 13", "ISO 2022 IR 13", Romaji, Katakana),
        new("ISO 2022 IR 87", "ISO 2022 IR 87", Kanji, null),
        new("ISO 2022 IR 159", "ISO 2022 IR 159", CodeElement.Plane("$(D", false, 20932, isSecondLow: true, (0x2237, '\uFF5E'), (0x2271, '\u2116')), null),
        // KS X 1001 3453 is U+B2D2; the runtime's table is wrong there.
        new("ISO 2022 IR 149", "ISO 2022 IR 149", null, CodeElement.Plane("$)C", true, 51949, isSecondLow: false, (0x3453, '\uB2D2'))),
        new("ISO 2022 IR 58", "ISO 2022 IR 58", null, CodeElement.Plane("$)A", true, 936)),
        new("ISO_IR 192", null, null, null, 65001),
        new("GB18030", null, null, null, 54936),
        new("GBK", null, null, null, 936),
    ];

    /// <summary>Every set that an escape may name, also one that the terms at hand do not.</summary>
    public static readonly IReadOnlyList<CodeElement> Elements =
    [
        .. All.SelectMany(t => new[] { t.G0, t.G1 }).OfType<CodeElement>().Distinct(),
        // Lenient: JIS C 6226-1978 (ESC $ @), the older escape for the same plane, PS3.5 6.1.2.5.
        CodeElement.Plane("$@", false, 20932),
    ];

    /// <summary>The term of a value, and whether it was spelled as the standard does. False for what is no term in any spelling known.</summary>
    public static bool TryFind(string value, out CharacterSetTerm term, out bool isExact)
    {
        foreach (CharacterSetTerm candidate in All)
        {
            if (value == candidate.Term || value == candidate.Extended)
            {
                (term, isExact) = (candidate, true);
                return true;
            }
        }

        isExact = false;
        string key = Key(value);
        foreach (CharacterSetTerm candidate in All)
        {
            // Lenient: ISO-IR 100, ISO IR 100, ISO_2022_IR_6, ISO 2022-100, "ISO 2022 GBK", many devices, PS3.3 C.12.1.1.2.
            string number = Number(candidate.Term.Length == 0 ? "ISO_IR 6" : candidate.Term);
            if (key == "ISOIR" + number || key == "ISO2022IR" + number || key == "ISO2022" + number || key == number)
            {
                term = candidate;
                return true;
            }
        }

        term = Alias(key) is string known ? All.First(t => t.Term == known) : Default;
        return term != Default;
    }

    // Lenient: names from outside the standard, PS3.3 C.12.1.1.2.
    private static string? Alias(string key) => key switch
    {
        "UTF8" or "UNICODE11UTF8" => "ISO_IR 192",
        "ISO88591" or "LATIN1" or "WINDOWS1252" => "ISO_IR 100",
        "ISO88592" => "ISO_IR 101",
        "ISO88593" => "ISO_IR 109",
        "ISO88594" => "ISO_IR 110",
        "ISO88595" => "ISO_IR 144",
        "ISO88596" => "ISO_IR 127",
        "ISO88597" => "ISO_IR 126",
        "ISO88598" => "ISO_IR 138",
        "ISO88599" => "ISO_IR 148",
        "ISO885915" => "ISO_IR 203",
        "ISO885911" or "TIS620" => "ISO_IR 166",
        "SHIFTJIS" or "JISX0201" => "ISO_IR 13",
        "GB2312" => "GBK",
        "EUCKR" or "KSX1001" => "ISO 2022 IR 149",
        _ => null,
    };

    private static CharacterSetTerm Latin(string number, string escape, int codePage, params (int Code, char Character)[] corrections) =>
        new("ISO_IR " + number, "ISO 2022 IR " + number, Ascii, CodeElement.Upper(escape, codePage, corrections));

    private static string Number(string term) => term.StartsWith("GB", StringComparison.Ordinal) ? term : term[(term.LastIndexOf(' ') + 1)..];

    private static string Key(string value)
    {
        StringBuilder key = new(value.Length);
        foreach (char c in value)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.ToString();
    }
}
