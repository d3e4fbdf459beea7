using System.Globalization;

namespace Gantry.StandardGenerator;

/// <summary>The search-folding table: sorted characters and what each becomes.</summary>
internal static class FoldingText
{
    /// <summary>Values from here number the strings in Long; the private use area is never a result itself.</summary>
    private const int FirstLong = 0xE000;

    public static string Write(IEnumerable<string> lines)
    {
        List<(ushort From, string To)> rows = [.. lines.Where(l => l.Length > 0).Select(Parse).OrderBy(r => r.From)];
        List<string> longs = [.. rows.Where(r => r.To.Length > 1).Select(r => r.To).Distinct().Order(StringComparer.Ordinal)];

        Source source = new("Text");
        source.Line("/// <summary>What search keys make of BMP characters from 80 upwards.</summary>");
        source.Line("internal static class SearchFoldingTable");
        source.Line("{");
        source.Line($"    public const int FirstLong = 0x{FirstLong:X};");
        source.Line();
        source.Numbers("ushort", "From", rows.Select(r => r.From), "X4");
        source.Line("    /// <summary>The character; 0: dropped; FirstLong and above: the number of a slot of four characters in Long.</summary>");
        source.Numbers("ushort", "To", rows.Select(r => r.To.Length switch { 0 => 0, 1 => r.To[0], _ => FirstLong + longs.IndexOf(r.To) }), "X4");
        source.Line("    /// <summary>Slots of four, filled up with 0.</summary>");
        source.Numbers("ushort", "Long", longs.SelectMany(l => l.PadRight(4, '\0')).Select(c => (ushort)c), "X4");
        source.Line("}");
        return source.ToString();
    }

    private static (ushort From, string To) Parse(string line)
    {
        ushort[] codes = [.. line.Split(' ').Select(h => ushort.Parse(h, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
        return (codes[0], string.Concat(codes.Skip(1).Select(c => (char)c)));
    }
}
