using System.Buffers;
using System.Buffers.Binary;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>Writes elements one after the other; declared lengths are computed from the elements, never taken over.</summary>
internal readonly struct ElementWriter(IBufferWriter<byte> output)
{
    public void Write(Dataset dataset, ElementEncoding encoding)
    {
        // Lenient: wrong group lengths are common and harmless (retired, PS3.5 7.2); what was read and not touched is written as it was.
        bool keepsGroupLengths = dataset.IsAsRead(encoding);
        foreach (Element element in dataset)
        {
            if (element.Tag.IsGroupLength && element.Value.Length == 4 && !keepsGroupLengths)
            {
                WriteGroupLength(dataset, element, encoding);
            }
            else if (element.Vr == Vr.SQ || element.Items is not null)
            {
                WriteSequence(element, encoding);
            }
            else if (element.Fragments is not null)
            {
                WriteFragments(element, encoding);
            }
            else
            {
                WriteValue(element, encoding);
            }
        }
    }

    private void WriteGroupLength(Dataset dataset, Element element, ElementEncoding encoding)
    {
        WriteHeader(element.Tag, element.Vr, 4, encoding);
        WriteUInt32(EncodedLength.OfGroup(dataset, element.Tag.Group, encoding), encoding.IsBigEndian && element.Vr != Vr.UN);
    }

    private void WriteSequence(Element element, ElementEncoding encoding)
    {
        bool isUnknown = element.IsUnknownVr && encoding.IsExplicit;
        ElementEncoding inner = isUnknown ? encoding.ForUnknown : encoding;
        IReadOnlyList<Dataset> items = element.Items ?? [];
        uint length = element.HasDefinedLength ? EncodedLength.OfItems(items, inner) : RawHeader.Undefined;
        WriteHeader(element.Tag, isUnknown ? Vr.UN : Vr.SQ, length, encoding);
        for (int i = 0; i < items.Count; i++)
        {
            bool hasLength = items[i].HasDefinedLength;
            WriteTagAndLength(0xFFFE_E000, hasLength ? EncodedLength.OfElements(items[i], inner) : RawHeader.Undefined, inner);
            Write(items[i], inner);
            if (!hasLength)
            {
                WriteTagAndLength(0xFFFE_E00D, 0, inner);
            }
        }

        if (!element.HasDefinedLength)
        {
            WriteTagAndLength(0xFFFE_E0DD, 0, inner);
        }
    }

    private void WriteFragments(Element element, ElementEncoding encoding)
    {
        if (!encoding.AllowsFragments)
        {
            throw new ArgumentException($"{element.Tag} is encapsulated; in this transfer syntax it must be decoded first (PS3.5 A.4).");
        }

        WriteHeader(element.Tag, element.Vr, RawHeader.Undefined, encoding);
        foreach (ReadOnlyMemory<byte> fragment in element.Fragments!)
        {
            WriteTagAndLength(0xFFFE_E000, EncodedLength.Even(fragment.Length), encoding);
            WriteBytes(fragment.Span, 0);
        }

        WriteTagAndLength(0xFFFE_E0DD, 0, encoding);
    }

    private void WriteValue(Element element, ElementEncoding encoding)
    {
        Vr vr = EncodedLength.VrOf(element, encoding);
        WriteHeader(element.Tag, vr, EncodedLength.Even(element.Value.Length), encoding);

        // What has to become UN for its length is little endian, as all of UN is (PS3.5 6.2.2).
        bool isBigEndian = vr == element.Vr && encoding.IsBigEndian;
        int word = VrRules.WordBytes(element.Vr);
        if (word == 1 || element.IsBigEndian == isBigEndian)
        {
            WriteBytes(element.Value.Span, VrRules.Padding(element.Vr));
        }
        else
        {
            WriteSwapped(element.Value.Span, word);
        }
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes, byte padding)
    {
        output.Write(bytes);
        if ((bytes.Length & 1) != 0)
        {
            output.Write((ReadOnlySpan<byte>)[padding]);
        }
    }

    private void WriteSwapped(ReadOnlySpan<byte> bytes, int word)
    {
        while (bytes.Length >= word)
        {
            Span<byte> target = output.GetSpan(word);
            int count = Math.Min(target.Length, bytes.Length) / word * word;
            ByteOrder.Reverse(bytes[..count], target, word);
            output.Advance(count);
            bytes = bytes[count..];
        }

        // Lenient: a last word that is cut short is kept in its order, PS3.5 6.2.
        WriteBytes(bytes, 0);
    }

    private void WriteHeader(DicomTag tag, Vr vr, uint length, ElementEncoding encoding)
    {
        if (!encoding.IsExplicit)
        {
            WriteTagAndLength(tag.Value, length, encoding);
            return;
        }

        Span<byte> header = output.GetSpan(12);
        WriteTag(header, tag.Value, encoding.IsBigEndian);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)vr);
        if (VrRules.HasShortLength(vr))
        {
            WriteUInt16(header[6..], (ushort)length, encoding.IsBigEndian);
            output.Advance(8);
            return;
        }

        header[6] = header[7] = 0;
        WriteUInt32(header[8..], length, encoding.IsBigEndian);
        output.Advance(12);
    }

    private void WriteTagAndLength(uint tag, uint length, ElementEncoding encoding)
    {
        Span<byte> header = output.GetSpan(8);
        WriteTag(header, tag, encoding.IsBigEndian);
        WriteUInt32(header[4..], length, encoding.IsBigEndian);
        output.Advance(8);
    }

    private void WriteUInt32(uint value, bool isBigEndian)
    {
        WriteUInt32(output.GetSpan(4), value, isBigEndian);
        output.Advance(4);
    }

    private static void WriteTag(Span<byte> target, uint tag, bool isBigEndian)
    {
        WriteUInt16(target, (ushort)(tag >> 16), isBigEndian);
        WriteUInt16(target[2..], (ushort)tag, isBigEndian);
    }

    private static void WriteUInt16(Span<byte> target, ushort value, bool isBigEndian) =>
        BinaryPrimitives.WriteUInt16LittleEndian(target, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private static void WriteUInt32(Span<byte> target, uint value, bool isBigEndian) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
}
