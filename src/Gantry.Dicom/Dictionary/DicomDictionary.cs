using System.Globalization;
using Ascii = System.Text.Encoding;

namespace Gantry.Dicom.Dictionary;

/// <summary>
/// The standard's data dictionary (PS3.6) with the rules for group lengths, private creators and repeating groups. The tables are
/// read-only data of the assembly: nothing runs at start, objects are made when first asked for. Private attributes: <see cref="PrivateDictionary"/>.
/// </summary>
public static class DicomDictionary
{
    private static readonly DicomAttribute?[] Made = new DicomAttribute?[AttributeTable.Packed.Length];

    /// <summary>
    /// The VR of an attribute, the first where the standard allows several (see <see cref="VrsOf"/>): UL for group lengths, LO for private
    /// creators, UN for all that the standard does not define, other private elements among it.
    /// </summary>
    public static Vr VrOf(DicomTag tag)
    {
        int index = Find(tag);
        return index < 0 ? RuleOf(tag) : FirstVr(AttributeTable.Packed[index]);
    }

    /// <summary>As <see cref="VrOf"/>, with the choice that implicit VR makes where several are allowed: OW rather than OB (PS3.5 A.1); US before SS is told by Pixel Representation only.</summary>
    public static Vr ImplicitVrOf(DicomTag tag)
    {
        int index = Find(tag);
        if (index < 0)
        {
            return RuleOf(tag);
        }

        uint packed = AttributeTable.Packed[index];
        Vr first = FirstVr(packed);
        return first == Vr.OB && VrAt(packed, 1) == Vr.OW ? Vr.OW : first;
    }

    /// <summary>Every VR that the standard allows, the usual first.</summary>
    public static IReadOnlyList<Vr> VrsOf(DicomTag tag) => TryFind(tag, out DicomAttribute? attribute) && attribute.Vrs.Count > 0 ? attribute.Vrs : [VrOf(tag)];

    /// <summary>The keyword, or null for what the standard does not define or name.</summary>
    public static string? KeywordOf(DicomTag tag) => TryFind(tag, out DicomAttribute? attribute) && attribute.Keyword.Length > 0 ? attribute.Keyword : null;

    /// <summary>The attribute of a tag; also of group lengths and private creators by rule. False for other private and unknown tags.</summary>
    public static bool TryFind(DicomTag tag, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DicomAttribute? attribute)
    {
        int index = Find(tag);
        if (index >= AttributeTable.Tags.Length)
        {
            attribute = Make(index, tag);
            return true;
        }

        if (index >= 0)
        {
            attribute = Made[index] ??= Make(index, tag);
            return true;
        }

        attribute = tag switch
        {
            { IsGroupLength: true } => new(tag, "", "Group Length", [Vr.UL], "1", true),
            { IsPrivateCreator: true } => new(tag, "", "Private Creator", [Vr.LO], "1", false),
            _ => null,
        };
        return attribute is not null;
    }

    /// <summary>Reads a keyword (case matters, as in PS3.18 8.3.4) or a tag in hex in any form of <see cref="DicomTag.TryParse"/>. A repeating group's keyword gives its first group.</summary>
    public static bool TryParseTag(ReadOnlySpan<char> keywordOrHex, out DicomTag tag) =>
        DicomTag.TryParse(keywordOrHex, out tag) || TryFindKeyword(keywordOrHex, out tag);

    /// <summary>The tag of a keyword; false for the retired few whose element number, not group, repeats.</summary>
    public static bool TryFindKeyword(ReadOnlySpan<char> keyword, out DicomTag tag)
    {
        int low = 0, high = AttributeTable.ByKeyword.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int index = AttributeTable.ByKeyword[middle];
            int order = TextTable.Compare(TextTable.Field(TextOf(index), 0), keyword);
            if (order == 0)
            {
                int exact = AttributeTable.Tags.Length;
                tag = new DicomTag(index < exact ? AttributeTable.Tags[index] : AttributeTable.PatternTags[index - exact]);
                return index < exact || (ushort)AttributeTable.PatternMasks[index - exact] == 0xFFFF;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        tag = default;
        return false;
    }

    /// <summary>The two characters of a VR as text: <c>"PN"</c>.</summary>
    public static string NameOf(Vr vr) => vr == Vr.None ? "" : string.Create(CultureInfo.InvariantCulture, $"{(char)((ushort)vr >> 8)}{(char)((ushort)vr & 0xFF)}");

    /// <summary>Reads a VR's two characters; false for what PS3.5 6.2 does not define.</summary>
    public static bool TryParseVr(ReadOnlySpan<char> text, out Vr vr)
    {
        vr = text.Length == 2 ? (Vr)((text[0] << 8) | (text[1] & 0xFF)) : Vr.None;
        return text.Length == 2 && text[1] < 128 && text[0] < 128 && IsDefined(vr);
    }

    private static bool IsDefined(Vr vr) => vr is Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT
        or Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.PN or Vr.SH or Vr.SL or Vr.SQ or Vr.SS or Vr.ST or Vr.SV or Vr.TM or Vr.UC or Vr.UI
        or Vr.UL or Vr.UN or Vr.UR or Vr.US or Vr.UT or Vr.UV;

    private static int Find(DicomTag tag)
    {
        int index = AttributeTable.Tags.BinarySearch(tag.Value);
        if (index >= 0 || !MayRepeat(tag.Group))
        {
            return index;
        }

        ReadOnlySpan<uint> masks = AttributeTable.PatternMasks;
        ReadOnlySpan<uint> patterns = AttributeTable.PatternTags;
        for (int i = 0; i < masks.Length; i++)
        {
            if ((tag.Value & masks[i]) == patterns[i])
            {
                return AttributeTable.Tags.Length + i;
            }
        }

        return -1;
    }

    /// <summary>The groups of PS3.6 with wildcard digits; all others need no look at the patterns.</summary>
    private static bool MayRepeat(ushort group) =>
        (group & 1) == 0 && (group is 0x0020 or 0x0028 or 0x1000 or 0x1010 || (group & 0xFF00) is 0x5000 or 0x6000 or 0x7F00);

    private static Vr RuleOf(DicomTag tag) => tag.IsGroupLength ? Vr.UL : tag.IsPrivateCreator ? Vr.LO : Vr.UN;

    private static Vr FirstVr(uint packed) => VrAt(packed, 0) is var vr and not Vr.None ? vr : Vr.UN;

    private static Vr VrAt(uint packed, int place) => (Vr)AttributeTable.Vrs[(int)(packed >> (6 * place)) & 63];

    private static ReadOnlySpan<byte> TextOf(int index) => TextTable.Line(AttributeTable.Texts, AttributeTable.TextsOffsets, index);

    private static DicomAttribute Make(int index, DicomTag tag)
    {
        uint packed = AttributeTable.Packed[index];
        List<Vr> vrs = new(1);
        for (int place = 0; place < 3 && VrAt(packed, place) is var vr and not Vr.None; place++)
        {
            vrs.Add(vr);
        }

        ReadOnlySpan<byte> text = TextOf(index);
        return new(tag, Ascii.ASCII.GetString(TextTable.Field(text, 0)), Ascii.ASCII.GetString(TextTable.Field(text, 1)),
            vrs, AttributeTable.Vm((packed >> 18) & 63), (packed >> 24) != 0);
    }
}
