namespace Gantry.StandardGenerator;

/// <summary>The <c>Tags</c> class: a property for each keyword; a property costs nothing until used, where fields would all be set at first touch.</summary>
internal static class TagsText
{
    public static string Write(IReadOnlyList<AttributeFact> facts)
    {
        Source source = new("Dictionary");
        source.Line("/// <summary>Tags by their standard's keyword (PS3.6 6). Repeating groups (50xx, 60xx) stand for their first group.</summary>");
        source.Line("public static class Tags");
        source.Line("{");
        foreach (AttributeFact fact in facts.Where(Wanted).OrderBy(f => f.Tag, StringComparer.Ordinal))
        {
            string vr = fact.Vr.Length == 0 ? "" : $", {string.Join(" or ", fact.Vr)}, {fact.Vm}";
            source.Line($"    /// <summary>({fact.Tag[..4]},{fact.Tag[4..]}) {Xml(fact.Name)}{vr}{(fact.Retired ? ", retired" : "")}.</summary>");
            source.Line($"    public static DicomTag {fact.Keyword} => new(0x{fact.Tag.Replace('x', '0')});");
        }

        source.Line("}");
        return source.ToString();
    }

    private static bool Wanted(AttributeFact fact) =>
        fact.Keyword.Length > 0 && (!fact.IsPattern || (fact.Tag.IndexOf('x', StringComparison.Ordinal) == 2 && !fact.Tag[4..].Contains('x', StringComparison.Ordinal)));

    private static string Xml(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
