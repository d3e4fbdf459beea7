using System.Buffers.Binary;

namespace Gantry.Fuzz.Dicom;

/// <summary>Changes seeds in the ways that hurt a parser of tags and lengths; the same number gives the same bytes.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly uint[] Lengths = [0, 1, 7, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF];
    private static readonly byte[][] Tokens =
    [
        [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF], [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0], [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0],
        [0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x08, 0x00, 0x40, 0x11, (byte)'U', (byte)'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0],
    ];

    private readonly Random random = new(seed);

    public byte[] Mutate(byte[] source)
    {
        byte[] bytes = [.. source];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Length > 16; changes--)
        {
            int at = random.Next(bytes.Length - 12);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Lengths[random.Next(Lengths.Length)]);
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3:
                    byte[] token = Tokens[random.Next(Tokens.Length)];
                    bytes = [.. bytes[..at], .. token, .. bytes[at..]];
                    break;
                case 4:
                    int length = random.Next(1, Math.Min(64, bytes.Length - at));
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                default:
                    int from = random.Next(bytes.Length - 8);
                    bytes = [.. bytes[..at], .. bytes[from..Math.Min(bytes.Length, from + 64)], .. bytes[at..]];
                    break;
            }
        }

        return bytes;
    }
}
