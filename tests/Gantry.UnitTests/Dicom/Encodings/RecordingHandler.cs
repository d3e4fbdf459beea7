using System.Text;
using Gantry.Dicom;
using Gantry.Dicom.Encoding;

namespace Gantry.UnitTests.Dicom.Encodings;

/// <summary>Writes down every event as a line; wants all values or what <paramref name="choose"/> says.</summary>
internal sealed class RecordingHandler(Func<ElementHeader, ElementInterest>? choose = null) : IDatasetHandler
{
    private readonly StringBuilder log = new();

    public string Log => log.ToString();

    public ElementInterest OnElement(in ElementHeader header)
    {
        ElementInterest interest = choose?.Invoke(header) ?? ElementInterest.Value;
        log.AppendLine($"element {header.Tag} {VrRules.Code(header.Vr)} {header.Length} at {header.ValueOffset} depth {header.Depth} {interest}");
        return interest;
    }

    public void OnValue(in ElementHeader header, ReadOnlySpan<byte> value) =>
        log.AppendLine($"value {header.Tag} {value.Length} {Convert.ToHexString(value[..Math.Min(value.Length, 64)])} {value.ToArray().Aggregate(17, (a, b) => (a * 31) + b)}");

    public void OnSequenceStart(in ElementHeader header) => log.AppendLine($"sequence {header.Tag}");

    public void OnItemStart(int depth) => log.AppendLine($"item {depth}");

    public void OnItemEnd(int depth) => log.AppendLine($"/item {depth}");

    public void OnSequenceEnd(DicomTag tag, int depth) => log.AppendLine($"/sequence {tag} {depth}");

    public void OnFragment(int index, long offset, long length) => log.AppendLine($"fragment {index} at {offset}, {length}");
}
