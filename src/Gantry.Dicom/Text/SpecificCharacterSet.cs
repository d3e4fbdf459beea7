using System.Text;

namespace Gantry.Dicom.Text;

/// <summary>Specific Character Set (0008,0005): decoding and encoding of text with ISO 2022 code extensions (PS3.5 6.1, PS3.3 C.12.1.1.2). Immutable.</summary>
public sealed class SpecificCharacterSet
{
    private static readonly System.Text.Encoding StrictUtf8 = new UTF8Encoding(false, true);
    private readonly System.Text.Encoding? whole;
    private readonly CodeElement g0;
    private readonly CodeElement? g1;
    private readonly CodeElement[] extensions;
    private readonly CodeElement? spare;

    private SpecificCharacterSet(IReadOnlyList<string> given, IReadOnlyList<CharacterSetTerm> terms, IReadOnlyList<string> findings)
    {
        CharacterSetTerm first = terms[0];
        Terms = given;
        Findings = findings;
        whole = first.WholeCodePage switch { 0 => null, 65001 => System.Text.Encoding.UTF8, int page => CodePages.Get(page) };
        g0 = first.IsDoubleByte ? CharacterSetTerms.Ascii : first.G0 ?? CharacterSetTerms.Ascii;
        g1 = first.IsDoubleByte ? null : first.G1;
        extensions = [.. terms.SelectMany(t => new[] { t.G0, t.G1 }).OfType<CodeElement>().Where(e => e != g0 && e != g1).Distinct()];
        spare = g1 ?? extensions.FirstOrDefault(e => e.IsG1);
    }

    /// <summary>The default repertoire, ISO-IR 6 (ASCII).</summary>
    public static SpecificCharacterSet Default { get; } = new([], [CharacterSetTerms.Default], []);

    /// <summary>ISO_IR 192.</summary>
    public static SpecificCharacterSet Utf8 { get; } = Make(["ISO_IR 192"]);

    /// <summary>ISO_IR 100.</summary>
    public static SpecificCharacterSet Latin1 { get; } = Make(["ISO_IR 100"]);

    /// <summary>The set that the values of (0008,0005) name. A wrong term falls back and is told in <see cref="Findings"/>.</summary>
    public static SpecificCharacterSet FromTerms(IReadOnlyList<string> terms) => terms switch
    {
        [] or [""] => Default,
        ["ISO_IR 100"] => Latin1,
        ["ISO_IR 192"] => Utf8,
        _ => Make(terms),
    };

    /// <summary>The terms as given; empty for <see cref="Default"/>.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>What was wrong with the terms; empty when all are defined.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>
    /// Decodes a value field, padding included. <paramref name="vr"/> says where code extensions are reset (PS3.5 6.1.2.5.3: at '\', and '^' and '=' in PN)
    /// and whether the character set applies at all. Decode before splitting at '\': its byte is also part of characters of several sets. Never throws;
    /// undecodable bytes become U+FFFD.
    /// </summary>
    public string Decode(ReadOnlySpan<byte> bytes, Vr vr)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        bool isPlain = !bytes.ContainsAnyExceptInRange((byte)0x00, (byte)0x7F) && !bytes.Contains((byte)0x1B);
        if (isPlain && (g0 == CharacterSetTerms.Ascii || whole is not null))
        {
            return System.Text.Encoding.Latin1.GetString(bytes);
        }

        if (!IsAffected(vr) || (g1 is null && spare is null && whole is null && !bytes.Contains((byte)0x1B)))
        {
            return DecodeUndeclared(bytes);
        }

        if (whole is not null)
        {
            return whole.GetString(bytes);
        }

        return g1 == CharacterSetTerms.Latin1 && !bytes.Contains((byte)0x1B)
            ? System.Text.Encoding.Latin1.GetString(bytes)
            : Iso2022Decoder.Decode(bytes, g0, g1, spare ?? CharacterSetTerms.Latin1, DelimitersOf(vr));
    }

    /// <summary>Encodes text; characters that no set of the terms holds become '?' and <paramref name="isExact"/> false.</summary>
    public byte[] Encode(string text, Vr vr, out bool isExact)
    {
        if (System.Text.Ascii.IsValid(text) && (g0 == CharacterSetTerms.Ascii || whole is not null || !IsAffected(vr)))
        {
            isExact = true;
            return System.Text.Encoding.ASCII.GetBytes(text);
        }

        if (!IsAffected(vr))
        {
            isExact = false;
            return System.Text.Encoding.ASCII.GetBytes(text);
        }

        if (whole is not null)
        {
            byte[] bytes = whole.GetBytes(text);
            isExact = whole.GetString(bytes) == text;
            return bytes;
        }

        Iso2022Encoder encoder = new(g0, g1, extensions);
        byte[] encoded = encoder.Encode(text, DelimitersOf(vr));
        isExact = encoder.IsExact;
        return encoded;
    }

    private static bool IsAffected(Vr vr) => vr is Vr.SH or Vr.LO or Vr.ST or Vr.LT or Vr.PN or Vr.UC or Vr.UT;

    private static string DelimitersOf(Vr vr) => vr switch { Vr.PN => "\\^=", Vr.LO or Vr.SH or Vr.UC => "\\", _ => "" };

    // Lenient: 8-bit text though nothing declares a set for it, many devices: UTF-8 where it is that, else Latin-1, PS3.5 6.1.2.
    private static string DecodeUndeclared(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : System.Text.Encoding.Latin1.GetString(bytes);

    private static SpecificCharacterSet Make(IReadOnlyList<string> given)
    {
        List<CharacterSetTerm> terms = [];
        List<string> findings = [];
        for (int i = 0; i < given.Count; i++)
        {
            string value = given[i].Trim(' ', '\0');
            if (!CharacterSetTerms.TryFind(value, out CharacterSetTerm term, out bool isExact))
            {
                findings.Add($"'{value}' is no defined term; read as the default repertoire");
            }
            else if (!isExact)
            {
                findings.Add($"'{value}' is no defined term; read as '{(term.Term.Length == 0 ? term.Extended : term.Term)}'");
            }

            if (i > 0 && term.WholeCodePage != 0)
            {
                findings.Add($"'{value}' cannot extend another set; ignored");
            }
            else if (i > 0 && terms[0].WholeCodePage != 0)
            {
                findings.Add($"'{terms[0].Term}' takes no code extensions; '{value}' ignored");
            }
            else
            {
                if (i == 0 && term.IsDoubleByte)
                {
                    findings.Add($"'{value}' cannot be the first value; the default repertoire is put before it");
                }

                terms.Add(term);
            }
        }

        return new(given, terms, findings);
    }
}
