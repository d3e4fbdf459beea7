using System.Diagnostics.CodeAnalysis;
using Utf8 = System.Text.Encoding;

namespace Gantry.Dicom.Dictionary;

/// <summary>The storage SOP classes of the standard; an archive also stores instances of classes that are not here.</summary>
public static class StorageSopClasses
{
    private static readonly Lazy<StorageSopClass[]> Made = new(() => [.. Enumerable.Range(0, StorageSopClassTable.RowsOffsets.Length - 1).Select(At)]);

    /// <summary>All, sorted by the UID's ASCII.</summary>
    public static IReadOnlyList<StorageSopClass> All => Made.Value;

    public static bool TryFind(ReadOnlySpan<char> uid, [NotNullWhen(true)] out StorageSopClass? sopClass)
    {
        int index = TextTable.Find(StorageSopClassTable.Rows, StorageSopClassTable.RowsOffsets, uid);
        sopClass = index < 0 ? null : At(index);
        return sopClass is not null;
    }

    private static StorageSopClass At(int index)
    {
        string[] fields = Utf8.UTF8.GetString(TextTable.Line(StorageSopClassTable.Rows, StorageSopClassTable.RowsOffsets, index)).Split('|', 6);
        string[] modalities = fields[3].Length == 0 ? [] : fields[3].Split(',');
        return new(fields[0], fields[1], fields[5], modalities, fields[4].Length == 0 ? null : fields[4], fields[2].Length > 0);
    }
}
