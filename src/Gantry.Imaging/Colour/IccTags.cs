using System.Buffers.Binary;

namespace Gantry.Imaging.Colour;

/// <summary>Numbers and tagged elements of an ICC profile (ICC.1 clause 7): big endian, offsets from its first byte.</summary>
internal static class IccTags
{
    private const int MaxTags = 100;

    /// <summary>A tagged element from its type signature on; empty where it is absent or reaches beyond the profile.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(profile[128..]);
        for (int i = 0; i < Math.Min(count, MaxTags) && 132 + (12 * i) + 12 <= profile.Length; i++)
        {
            ReadOnlySpan<byte> entry = profile[(132 + (12 * i))..];
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), length = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if (entry[..4].SequenceEqual(name))
            {
                return (ulong)offset + length <= (ulong)profile.Length ? profile.Slice((int)offset, (int)length) : default;
            }
        }

        return default;
    }

    /// <summary>A part of an element from an offset within it on; empty where it lies beyond.</summary>
    public static ReadOnlySpan<byte> From(ReadOnlySpan<byte> element, uint offset) => offset < (uint)element.Length ? element[(int)offset..] : default;

    /// <summary>s15Fixed16Number.</summary>
    public static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;

    /// <summary>uInt16Number or uInt8Number values, full scale being 1.</summary>
    public static double[] Numbers(ReadOnlySpan<byte> bytes, int count, int size)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = size == 1 ? bytes[i] / 255.0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]) / 65535.0;
        }

        return numbers;
    }
}
