using System.Buffers;
using System.Text;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The attributes of one row as bytes: for each its code (<see cref="AttributeCodes"/>), the length of its UTF-8 text as a varint, and the text.</summary>
internal static class AttributeBag
{
    /// <summary>Longer text is kept cut to this many bytes: no attribute that is searched is longer by its VR (PS3.5 6.2: LT 10,240 characters).</summary>
    private const int MaxValueBytes = 16 * 1024;

    public static void Append(ArrayBufferWriter<byte> bag, byte code, string value)
    {
        ReadOnlySpan<char> text = value.Length > MaxValueBytes ? value.AsSpan(0, MaxValueBytes) : value;
        int max = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (max < 0x80)
        {
            Span<byte> span = bag.GetSpan(max + 2);
            int length = Encoding.UTF8.GetBytes(text, span[2..]);
            span[0] = code;
            span[1] = (byte)length;
            bag.Advance(length + 2);
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        Span<byte> output = bag.GetSpan(bytes + 1 + Varint.MaxBytes);
        output[0] = code;
        int head = 1 + Varint.Write(output[1..], (ulong)bytes);
        bag.Advance(head + Encoding.UTF8.GetBytes(text, output[head..]));
    }

    /// <summary>Moves to the next attribute; false at the end.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> bag, out byte code, out ReadOnlySpan<byte> text)
    {
        code = 0;
        text = default;
        if (bag.IsEmpty)
        {
            return false;
        }

        code = bag[0];
        bag = bag[1..];
        if (!Varint.TryRead(ref bag, out ulong length) || length > (ulong)bag.Length)
        {
            return false;
        }

        text = bag[..(int)length];
        bag = bag[(int)length..];
        return true;
    }

    /// <summary>The value of one attribute; null when the bag does not have it.</summary>
    public static string? Find(ReadOnlySpan<byte> bag, byte code)
    {
        while (TryNext(ref bag, out byte found, out ReadOnlySpan<byte> text))
        {
            if (found == code)
            {
                return Encoding.UTF8.GetString(text);
            }
        }

        return null;
    }

    public static string? Find(ReadOnlySpan<byte> bag, DicomTag tag) => AttributeCodes.TryGet(tag, out byte code) ? Find(bag, code) : null;

    /// <summary>Which attributes the bag has, a bit for each code.</summary>
    public static UInt128 Presence(ReadOnlySpan<byte> bag)
    {
        UInt128 present = 0;
        while (TryNext(ref bag, out byte code, out _))
        {
            present |= UInt128.One << code;
        }

        return present;
    }
}
