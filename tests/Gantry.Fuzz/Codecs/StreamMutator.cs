using System.Buffers.Binary;

namespace Gantry.Fuzz.Codecs;

/// <summary>Changes compressed streams in the ways that hurt decoders: sizes, markers, entropy-coded bytes, ends; the same number gives the same bytes.</summary>
internal sealed class StreamMutator(int seed)
{
    private static readonly uint[] Numbers = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    /// <summary>Markers of JPEG, JPEG-LS and JPEG 2000: those that begin, change and end things.</summary>
    private static readonly byte[] Markers =
        [0xD8, 0xD9, 0xD0, 0xD7, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xDA, 0xDB, 0xDD, 0xF7, 0xF8, 0x4F, 0x51, 0x50, 0x52, 0x53, 0x5C, 0x5E, 0x5F, 0x60, 0x61, 0x90, 0x91, 0x92, 0x93, 0x00, 0xFF];

    private readonly Random random = new(seed);

    public byte[] Mutate(byte[] source, byte[] other)
    {
        byte[] bytes = [.. source];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Length > 8; changes--)
        {
            // Headers matter most: half of the changes fall into the first bytes.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length - 4, 120) : bytes.Length - 4);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)Numbers[random.Next(Numbers.Length)]);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Numbers[random.Next(Numbers.Length)]);
                    break;
                case 4:
                    bytes = bytes[..(at + 4)];
                    break;
                case 5:
                    bytes = [.. bytes[..at], 0xFF, Markers[random.Next(Markers.Length)], .. bytes[at..]];
                    break;
                case 6:
                    int length = random.Next(1, Math.Min(40, bytes.Length - at));
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                default:
                    int from = random.Next(other.Length);
                    bytes = [.. bytes[..at], .. other[from..Math.Min(other.Length, from + random.Next(1, 80))], .. bytes[at..]];
                    break;
            }
        }

        return bytes;
    }
}
