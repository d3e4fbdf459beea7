namespace Gantry.Archive.Query;

/// <summary>Dates as people type them.</summary>
internal static class TypedDate
{
    /// <summary>2024-01-31, 2024/01/31, 2024-01, 31.01.2024 and 31/01/2024 as YYYYMMDD or YYYYMM; null for what is no such date.</summary>
    public static string? ToDicom(string text)
    {
        string[] parts = text.Split('-', '/', '.');
        if (parts.Length is < 2 or > 3 || !Array.TrueForAll(parts, p => p.Length is 1 or 2 or 4 && p.All(char.IsAsciiDigit)))
        {
            return null;
        }

        if (parts[0].Length == 4 && Array.TrueForAll(parts[1..], p => p.Length <= 2))
        {
            return parts[0] + string.Concat(parts[1..].Select(p => p.PadLeft(2, '0')));
        }

        return parts.Length == 3 && parts[2].Length == 4 && parts[0].Length <= 2 && parts[1].Length <= 2
            ? parts[2] + parts[1].PadLeft(2, '0') + parts[0].PadLeft(2, '0')
            : null;
    }
}
