using System.Diagnostics.CodeAnalysis;
using Utf8 = System.Text.Encoding;

namespace Gantry.Dicom.Dictionary;

/// <summary>Every UID that the standard registers (PS3.6 A).</summary>
public static class UidDictionary
{
    public static bool TryFind(ReadOnlySpan<char> uid, [NotNullWhen(true)] out UidEntry? entry)
    {
        int index = TextTable.Find(UidTable.Rows, UidTable.RowsOffsets, uid);
        entry = index < 0 ? null : At(index);
        return entry is not null;
    }

    /// <summary>The name in words, or the UID itself where it is not registered.</summary>
    public static string NameOf(string uid) => TryFind(uid, out UidEntry? entry) ? entry.Name : uid;

    /// <summary>Every entry in order of its UID's ASCII; made anew on each enumeration.</summary>
    public static IEnumerable<UidEntry> All => Enumerable.Range(0, UidTable.RowsOffsets.Length - 1).Select(At);

    private static UidEntry At(int index)
    {
        string[] fields = Utf8.UTF8.GetString(TextTable.Line(UidTable.Rows, UidTable.RowsOffsets, index)).Split('|', 5);
        return new(fields[0], fields[1], fields[4], fields[2], fields[3].Length > 0);
    }
}
