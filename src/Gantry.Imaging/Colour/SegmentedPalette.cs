namespace Gantry.Imaging.Colour;

/// <summary>Expands segmented palette data (PS3.3 C.7.9.2): discrete, linear and indirect segments of 16-bit words.</summary>
public static class SegmentedPalette
{
    /// <summary>The entries; null where the segments do not give exactly <paramref name="count"/> of them.</summary>
    public static ushort[]? Expand(ReadOnlySpan<ushort> data, int count)
    {
        ushort[] entries = new ushort[count];
        int written = 0;
        return Append(data, data, 0, int.MaxValue, entries, ref written, isNested: false) && written == count ? entries : null;
    }

    private static bool Append(ReadOnlySpan<ushort> whole, ReadOnlySpan<ushort> data, int at, int segments, ushort[] entries, ref int written, bool isNested)
    {
        while (segments-- > 0 && at + 1 < data.Length)
        {
            int kind = data[at], length = data[at + 1];
            at += 2;
            switch (kind)
            {
                case 0:
                    if (at + length > data.Length || written + length > entries.Length)
                    {
                        return false;
                    }

                    data.Slice(at, length).CopyTo(entries.AsSpan(written));
                    (at, written) = (at + length, written + length);
                    break;
                case 1:
                    if (at >= data.Length || written == 0 || written + length > entries.Length)
                    {
                        return false;
                    }

                    int start = entries[written - 1], end = data[at++];
                    for (int i = 1; i <= length; i++)
                    {
                        entries[written++] = (ushort)(start + (int)Math.Round((double)(end - start) * i / length));
                    }

                    break;
                case 2 when !isNested:
                    // An indirect segment repeats earlier ones; those may not be indirect themselves (C.7.9.2.3).
                    if (at + 1 >= data.Length)
                    {
                        return false;
                    }

                    int offset = data[at] | (data[at + 1] << 16);
                    at += 2;
                    if (offset < 0 || offset >= whole.Length || !Append(whole, whole, offset, length, entries, ref written, isNested: true))
                    {
                        return false;
                    }

                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
