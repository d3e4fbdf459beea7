using System.Buffers.Binary;

namespace Gantry.Server.Web.Manifest;

/// <summary>Expands a segmented palette lookup table (PS3.3 C.7.9.2): discrete, linear and indirect segments.</summary>
internal static class SegmentedTable
{
    /// <param name="segments">16-bit words, little endian; for tables of 8 bits the words' low bytes.</param>
    /// <param name="entries">How many entries the descriptor names.</param>
    /// <param name="bits">Bits of an entry, 8 or 16.</param>
    /// <returns>Little-endian words; null when the segments do not make sense.</returns>
    public static byte[]? Expand(ReadOnlySpan<byte> segments, int entries, int bits)
    {
        ushort[] words = bits == 8 && segments.Length % 2 == 1 ? Bytes(segments) : Words(segments);
        List<ushort> values = new(entries);
        if (!Run(words, 0, int.MaxValue, entries, values, isIndirectAllowed: true) || values.Count < entries)
        {
            return null;
        }

        byte[] output = new byte[entries * 2];
        for (int i = 0; i < entries; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(output.AsSpan(i * 2), values[i]);
        }

        return output;
    }

    private static bool Run(ushort[] words, int at, int count, int entries, List<ushort> values, bool isIndirectAllowed)
    {
        for (int done = 0; done < count && at + 1 < words.Length && values.Count < entries; done++)
        {
            int opcode = words[at], length = words[at + 1];
            at += 2;
            if (opcode == 0 && at + length <= words.Length)
            {
                values.AddRange(words.AsSpan(at, length));
                at += length;
            }
            else if (opcode == 1 && at < words.Length && values.Count > 0)
            {
                int from = values[^1], to = words[at++];
                for (int i = 1; i <= length; i++)
                {
                    values.Add((ushort)Math.Round(from + ((to - from) * (double)i / length)));
                }
            }
            else if (opcode == 2 && isIndirectAllowed && at + 1 < words.Length)
            {
                int offset = words[at] | (words[at + 1] << 16);
                at += 2;
                if (offset % 2 != 0 || offset < 0 || offset / 2 >= words.Length || !Run(words, offset / 2, length, entries, values, isIndirectAllowed: false))
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static ushort[] Words(ReadOnlySpan<byte> bytes)
    {
        ushort[] words = new ushort[bytes.Length / 2];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]);
        }

        return words;
    }

    private static ushort[] Bytes(ReadOnlySpan<byte> bytes)
    {
        ushort[] words = new ushort[bytes.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = bytes[i];
        }

        return words;
    }
}
