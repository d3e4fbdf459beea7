namespace Gantry.StandardGenerator;

/// <summary>UID constants for what programs name, and the table of all UIDs with names.</summary>
internal static class UidsText
{
    private static readonly HashSet<string> Named =
    [
        "SOP Class", "Meta SOP Class", "Transfer Syntax", "Well-known SOP Instance", "Well-known frame of reference", "Application Context Name",
        "Coding Scheme", "DICOM UIDs as a Coding Scheme", "Service Class", "Synchronization Frame of Reference", "Application Hosting Model", "Mapping Resource",
    ];

    public static string WriteConstants(IReadOnlyList<UidFact> facts)
    {
        Source source = new("Dictionary");
        source.Line("/// <summary>UIDs by their keyword (PS3.6 A): SOP classes, transfer syntaxes and well-known identifiers; context groups and templates are only in <see cref=\"UidDictionary\"/>.</summary>");
        source.Line("public static class Uids");
        source.Line("{");
        foreach (UidFact fact in facts.Where(f => f.Keyword.Length > 0 && Named.Contains(f.Type)).OrderBy(f => f.Uid, StringComparer.Ordinal))
        {
            source.Line($"    /// <summary>{fact.Type}: {fact.Name.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}{(fact.Retired == true ? ", retired" : "")}.</summary>");
            source.Line($"    public const string {fact.Keyword} = \"{fact.Uid}\";");
        }

        source.Line("}");
        return source.ToString();
    }

    public static string WriteTable(IReadOnlyList<UidFact> facts)
    {
        Source source = new("Dictionary");
        source.Line("/// <summary>Every UID with a name, sorted by its ASCII: <c>uid|keyword|type|R or nothing|name</c>.</summary>");
        source.Line("internal static class UidTable");
        source.Line("{");
        source.Lines("Rows", [.. facts.Where(f => f.Name.Length > 0).OrderBy(f => f.Uid, StringComparer.Ordinal)
            .Select(f => $"{f.Uid}|{f.Keyword}|{f.Type}|{(f.Retired == true ? "R" : "")}|{f.Name}")]);
        source.Line("}");
        return source.ToString();
    }
}
