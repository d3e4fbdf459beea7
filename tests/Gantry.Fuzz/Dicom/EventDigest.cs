using Gantry.Dicom;
using Gantry.Dicom.Encoding;

namespace Gantry.Fuzz.Dicom;

/// <summary>All events as one number.</summary>
internal sealed class EventDigest : IDatasetHandler
{
    public long Value { get; private set; } = 17;

    public ElementInterest OnElement(in ElementHeader header)
    {
        Add(header.Tag.Value, (long)header.Vr, header.Length, header.ValueOffset, header.Depth);
        return header.Tag.Value % 3 == 0 ? ElementInterest.Skip : ElementInterest.Value;
    }

    public void OnValue(in ElementHeader header, ReadOnlySpan<byte> value)
    {
        foreach (byte b in value)
        {
            Add(b);
        }
    }

    public void OnSequenceStart(in ElementHeader header) => Add(1);

    public void OnItemStart(int depth) => Add(2, depth);

    public void OnItemEnd(int depth) => Add(3, depth);

    public void OnSequenceEnd(DicomTag tag, int depth) => Add(4, tag.Value, depth);

    public void OnFragment(int index, long offset, long length) => Add(5, index, offset, length);

    public void Add(params ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            Value = unchecked((Value * 31) + number);
        }
    }
}
