namespace Gantry.StandardGenerator;

/// <summary>The storage SOP classes with IOD and modalities.</summary>
internal static class StorageClassesText
{
    public static string Write(IReadOnlyList<StorageClassFact> facts)
    {
        Source source = new("Dictionary");
        source.Line("/// <summary>PS3.4 B.5 storage SOP classes, sorted by UID: <c>uid|keyword|R or nothing|modalities by comma|IOD name|name</c>.</summary>");
        source.Line("internal static class StorageSopClassTable");
        source.Line("{");
        source.Lines("Rows", [.. facts.OrderBy(f => f.Uid, StringComparer.Ordinal)
            .Select(f => $"{f.Uid}|{f.Keyword}|{(f.Retired ? "R" : "")}|{string.Join(',', f.Modalities ?? [])}|{f.IodName}|{f.Name}")]);
        source.Line("}");
        return source.ToString();
    }
}
