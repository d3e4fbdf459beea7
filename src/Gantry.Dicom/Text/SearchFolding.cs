using System.Buffers;

namespace Gantry.Dicom.Text;

/// <summary>
/// Keys for searching people regardless of case, accents and width: é and É give e, ß ss, ø o, full-width letters ASCII, half-width kana full-width,
/// Greek and Cyrillic lower case; combining marks go. Hangul and Han stay. Needs no locale data, so the same text gives the same key on every machine.
/// </summary>
public static class SearchFolding
{
    private const int MaxGrowth = 4;

    /// <summary>The key of a text; folding a key again changes nothing.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        char[] rented = ArrayPool<char>.Shared.Rent(text.Length * MaxGrowth);
        int length = 0;
        foreach (char c in text)
        {
            if (c < 0x80)
            {
                rented[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                continue;
            }

            int index = SearchFoldingTable.From.BinarySearch((ushort)c);
            if (index < 0)
            {
                rented[length++] = c;
                continue;
            }

            ushort to = SearchFoldingTable.To[index];
            if (to < SearchFoldingTable.FirstLong || to >= 0xF900)
            {
                rented[length] = (char)to;
                length += to == 0 ? 0 : 1;
                continue;
            }

            foreach (ushort part in SearchFoldingTable.Long.Slice((to - SearchFoldingTable.FirstLong) * MaxGrowth, MaxGrowth))
            {
                rented[length] = (char)part;
                length += part == 0 ? 0 : 1;
            }
        }

        string key = new(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return key;
    }
}
