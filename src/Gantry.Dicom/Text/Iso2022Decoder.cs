using System.Buffers;

namespace Gantry.Dicom.Text;

/// <summary>Decodes text with G0, G1 and escapes (PS3.5 6.1.2.4, 6.1.2.5).</summary>
internal static class Iso2022Decoder
{
    private const byte Escape = 0x1B;

    /// <param name="bytes">The value field.</param>
    /// <param name="g0">The set in G0 at the start and after each reset.</param>
    /// <param name="g1">The same of G1; null when the first term names none.</param>
    /// <param name="spare">Takes 8-bit bytes where no set is in G1.</param>
    /// <param name="delimiters">Characters that reset G0 and G1.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, CodeElement g0, CodeElement? g1, CodeElement? spare, ReadOnlySpan<char> delimiters)
    {
        char[] rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        int length = 0;
        CodeElement low = g0;
        CodeElement? high = g1;
        for (int i = 0; i < bytes.Length;)
        {
            byte b = bytes[i];
            if (b == Escape)
            {
                int taken = TryReadEscape(bytes[i..], ref low, ref high);
                if (taken == 0)
                {
                    rented[length++] = CodeElement.Undefined;
                    taken = 1;
                }

                i += taken;

                // Lenient: the escape is left out after a delimiter, Korean and Chinese devices, PS3.5 6.1.2.5.3.
                spare = high ?? spare;
                continue;
            }

            CodeElement? set = b < 0x80 ? low : high ?? spare;
            int code = b & 0x7F;
            if (code <= 0x20 || b == 0x7F || set is null)
            {
                rented[length++] = set is null ? CodeElement.Undefined : b == 0xA0 && !set.IsDoubleByte ? set[0x20] : (char)b;
                i++;
                if (b is 0x09 or 0x0A or 0x0C or 0x0D)
                {
                    (low, high) = (g0, g1);
                }
            }
            else if (!set.IsDoubleByte)
            {
                char c = set[code];
                if (b < 0x80 && delimiters.Contains((char)b))
                {
                    (low, high, c) = (g0, g1, (char)b);
                }

                rented[length++] = c;
                i++;
            }
            else if (i + 1 < bytes.Length && (bytes[i + 1] & 0x80) == (b & 0x80) && code != 0x7F && (bytes[i + 1] & 0x7F) is > 0x20 and < 0x7F)
            {
                rented[length++] = set[code, bytes[i + 1] & 0x7F];
                i += 2;
            }
            else
            {
                rented[length++] = CodeElement.Undefined;
                i++;
            }
        }

        string text = new(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>Puts the named set into its place; the length of the escape sequence, 0 when it is none known.</summary>
    private static int TryReadEscape(ReadOnlySpan<byte> bytes, ref CodeElement low, ref CodeElement? high)
    {
        foreach (CodeElement element in CharacterSetTerms.Elements)
        {
            if (bytes.StartsWith(element.Escape))
            {
                if (element.IsG1)
                {
                    high = element;
                }
                else
                {
                    low = element;
                }

                return element.Escape.Length;
            }
        }

        return 0;
    }
}
