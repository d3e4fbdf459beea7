using System.Globalization;

namespace Gantry.Archive.Objects;

/// <summary>Names of segments: "000012/0000012345.zip", a thousand in a folder; ".part" while one large object is still streaming in.</summary>
public static class SegmentKey
{
    public const string Extension = ".zip";
    public const string PartExtension = ".part";

    public static string Of(long number) => string.Create(CultureInfo.InvariantCulture, $"{number / 1000:D6}/{number:D10}{Extension}");

    public static string PartOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{number / 1000:D6}/{number:D10}{PartExtension}");

    /// <summary>The number of a segment or part; false for a name that is not ours.</summary>
    public static bool TryParse(string key, out long number, out bool isPart)
    {
        number = 0;
        isPart = key.EndsWith(PartExtension, StringComparison.Ordinal);
        int end = key.Length - (isPart ? PartExtension.Length : Extension.Length);
        int start = key.IndexOf('/', StringComparison.Ordinal) + 1;
        return start > 0 && end > start
            && long.TryParse(key.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && key == (isPart ? PartOf(number) : Of(number));
    }
}
