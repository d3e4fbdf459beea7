namespace Gantry.Dicom.Dictionary;

/// <summary>Lines of fields parted by '|' in the assembly's read-only data, found by the sorted first field without allocation.</summary>
internal static class TextTable
{
    /// <summary>A line without its newline.</summary>
    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> blob, ReadOnlySpan<uint> offsets, int index)
    {
        int start = (int)offsets[index];
        return blob[start..((int)offsets[index + 1] - 1)];
    }

    /// <summary>The field at <paramref name="index"/>; the last field is all that is left.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        for (; index > 0; index--)
        {
            line = line[(line.IndexOf((byte)'|') + 1)..];
        }

        int end = line.IndexOf((byte)'|');
        return end < 0 ? line : line[..end];
    }

    /// <summary>The index of the line whose first field is <paramref name="key"/>, or -1. Lines are sorted by the first field's bytes.</summary>
    public static int Find(ReadOnlySpan<byte> blob, ReadOnlySpan<uint> offsets, ReadOnlySpan<char> key)
    {
        int low = 0, high = offsets.Length - 2;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(Field(Line(blob, offsets, middle), 0), key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Ordinal order of ASCII bytes against characters.</summary>
    public static int Compare(ReadOnlySpan<byte> ascii, ReadOnlySpan<char> text)
    {
        int shared = Math.Min(ascii.Length, text.Length);
        for (int i = 0; i < shared; i++)
        {
            int difference = ascii[i] - text[i];
            if (difference != 0)
            {
                return difference;
            }
        }

        return ascii.Length - text.Length;
    }
}
