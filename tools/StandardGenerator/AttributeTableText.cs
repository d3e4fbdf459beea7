using System.Globalization;

namespace Gantry.StandardGenerator;

/// <summary>The attribute tables: sorted tags, packed VR/VM/retired words, texts, and an index sorted by keyword.</summary>
internal static class AttributeTableText
{
    public static string Write(IReadOnlyList<AttributeFact> facts)
    {
        List<AttributeFact> exact = [.. facts.Where(f => !f.IsPattern).OrderBy(f => f.Tag, StringComparer.Ordinal)];
        List<AttributeFact> patterns = [.. facts.Where(f => f.IsPattern).OrderBy(f => f.Tag, StringComparer.Ordinal)];
        List<AttributeFact> all = [.. exact, .. patterns];
        List<string> vrs = ["", .. all.SelectMany(f => f.Vr).Distinct().Order(StringComparer.Ordinal)];
        List<string> vms = [.. all.Select(f => f.Vm).Distinct().Order(StringComparer.Ordinal)];

        Source source = new("Dictionary");
        source.Line("/// <summary>PS3.6 6-9 and PS3.7 E. Rows 0 to Tags.Length-1 are whole tags, the patterns follow; Packed, Texts and ByKeyword number both.</summary>");
        source.Line("internal static class AttributeTable");
        source.Line("{");
        source.Numbers("uint", "Tags", exact.Select(f => Hex(f.Tag)), "X8");
        source.Numbers("uint", "PatternMasks", patterns.Select(f => Hex(string.Concat(f.Tag.Select(c => c == 'x' ? '0' : 'F')))), "X8");
        source.Numbers("uint", "PatternTags", patterns.Select(f => Hex(f.Tag.Replace('x', '0'))), "X8");
        source.Line("    /// <summary>Bits 0-5, 6-11, 12-17: indexes into VrNames (0: none); 18-23: into Vms; 24: retired.</summary>");
        source.Numbers("uint", "Packed", all.Select(f => Pack(f, vrs, vms)), "X");
        source.Numbers("ushort", "Vrs", vrs.Select(v => v.Length == 0 ? 0 : (v[0] << 8) | v[1]), "X4");
        source.Line("    public static string Vm(uint index) => index switch");
        source.Line("    {");
        for (int i = 0; i < vms.Count; i++)
        {
            source.Line($"        {i} => \"{vms[i]}\",");
        }

        source.Line("        _ => \"1\",");
        source.Line("    };");
        source.Line();
        source.Numbers("ushort", "ByKeyword", Enumerable.Range(0, all.Count).Where(i => all[i].Keyword.Length > 0).OrderBy(i => all[i].Keyword, StringComparer.Ordinal), "D");
        source.Lines("Texts", [.. all.Select(f => f.Keyword + "|" + f.Name)]);
        source.Line("}");
        return source.ToString();
    }

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static uint Pack(AttributeFact fact, List<string> vrs, List<string> vms)
    {
        uint packed = ((uint)vms.IndexOf(fact.Vm) << 18) | (fact.Retired ? 1u << 24 : 0);
        for (int i = 0; i < fact.Vr.Length; i++)
        {
            packed |= (uint)vrs.IndexOf(fact.Vr[i]) << (6 * i);
        }

        return packed;
    }
}
