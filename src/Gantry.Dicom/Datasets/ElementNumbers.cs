using System.Buffers.Binary;
using System.Globalization;

namespace Gantry.Dicom.Datasets;

/// <summary>Values as numbers, from binary VRs and from IS and DS.</summary>
internal static class ElementNumbers
{
    public static int CountOf(Element element)
    {
        int size = VrRules.ValueBytes(element.Vr);
        return size == 0 ? 0 : element.Value.Length / size;
    }

    public static long? FirstInteger(Element element)
    {
        if (VrRules.IsString(element.Vr))
        {
            ReadOnlySpan<byte> text = FirstText(element.Value.Span);
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? integer
                : TryParseNumber(text, out double number) && number == Math.Floor(number) && Math.Abs(number) < 1e18 ? (long)number
                : null;
        }

        if (CountOf(element) == 0)
        {
            return null;
        }

        return element.Vr switch
        {
            Vr.FL or Vr.FD => NumberAt(element, 0) is var number && number == Math.Floor(number) && Math.Abs(number) < 1e18 ? (long)number : null,
            Vr.UV => UInt64At(element, 0) is var value && value <= long.MaxValue ? (long)value : null,
            _ => IntegerAt(element, 0),
        };
    }

    public static double? First(Element element)
    {
        if (VrRules.IsString(element.Vr))
        {
            return TryParseNumber(FirstText(element.Value.Span), out double number) ? number : null;
        }

        return CountOf(element) > 0 ? NumberAt(element, 0) : null;
    }

    public static IReadOnlyList<double> All(Element element)
    {
        if (!VrRules.IsString(element.Vr))
        {
            double[] numbers = new double[CountOf(element)];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = NumberAt(element, i);
            }

            return numbers;
        }

        List<double> parsed = [];
        ReadOnlySpan<byte> rest = element.Value.Span;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> text = FirstText(rest);
            if (!text.IsEmpty || parsed.Count > 0 || rest.Contains((byte)'\\'))
            {
                parsed.Add(TryParseNumber(text, out double number) ? number : double.NaN);
            }

            int end = rest.IndexOf((byte)'\\');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return parsed;
    }

    public static string Format(Element element, int index) => element.Vr switch
    {
        Vr.FL => BitConverter.UInt32BitsToSingle((uint)IntegerAt(element, index)).ToString(CultureInfo.InvariantCulture),
        Vr.FD => NumberAt(element, index).ToString(CultureInfo.InvariantCulture),
        Vr.UV => UInt64At(element, index).ToString(CultureInfo.InvariantCulture),
        Vr.AT => TagAt(element, index).Hex,
        _ => IntegerAt(element, index).ToString(CultureInfo.InvariantCulture),
    };

    public static DicomTag TagAt(Element element, int index)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span[(index * 4)..];
        return element.IsBigEndian
            ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
            : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
    }

    private static double NumberAt(Element element, int index) => element.Vr switch
    {
        Vr.FL => BitConverter.UInt32BitsToSingle((uint)IntegerAt(element, index)),
        Vr.FD => BitConverter.UInt64BitsToDouble(UInt64At(element, index)),
        Vr.UV => UInt64At(element, index),
        _ => IntegerAt(element, index),
    };

    private static long IntegerAt(Element element, int index)
    {
        int size = VrRules.ValueBytes(element.Vr);
        ReadOnlySpan<byte> bytes = element.Value.Span.Slice(index * size, size);
        bool big = element.IsBigEndian;
        return element.Vr switch
        {
            Vr.US => big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            Vr.SS => big ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
            Vr.SL => big ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Vr.AT => TagAt(element, index).Value,
            _ when size == 4 => big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => (long)UInt64At(element, index),
        };
    }

    private static ulong UInt64At(Element element, int index)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span.Slice(index * 8, 8);
        return element.IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static ReadOnlySpan<byte> FirstText(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\\');
        return (end < 0 ? bytes : bytes[..end]).Trim(" \0"u8);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
