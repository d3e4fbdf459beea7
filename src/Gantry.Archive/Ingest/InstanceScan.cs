using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Text;

namespace Gantry.Archive.Ingest;

/// <summary>Picks what the index needs out of a data set that passes by, and stops caring at native Pixel Data.</summary>
internal sealed class InstanceScan : IDatasetHandler, IDisposable
{
    private static readonly DicomTag CharacterSetTag = new(0x0008_0005);
    private static readonly DicomTag PixelData = new(0x7FE0_0010);
    private static readonly DicomTag ExtendedOffsetTable = new(0x7FE0_0001);
    private static readonly DicomTag CodeValue = new(0x0008_0100);
    private static readonly DicomTag CodingScheme = new(0x0008_0102);
    private static readonly DicomTag CodeMeaning = new(0x0008_0104);

    private readonly TransferSyntax syntax;
    private readonly DatasetPushParser parser;
    private readonly FrameTableBuilder frames = new();
    private SpecificCharacterSet characterSet = SpecificCharacterSet.Default;
    private SpecificCharacterSet? itemCharacterSet;
    private DicomTag sequence;
    private int item;
    private string?[] code = new string?[3];

    public InstanceScan(TransferSyntax syntax, ReadLimits? limits = null)
    {
        this.syntax = syntax;
        parser = new DatasetPushParser(syntax, this, limits);
    }

    public AttributeSet Attributes { get; } = new();

    public DicomError? Error => parser.Error;

    public void Push(ReadOnlySpan<byte> bytes) => parser.Push(bytes);

    /// <summary>The data set has ended after so many bytes; what is wrong with it, or null.</summary>
    public DicomError? Complete(long datasetLength)
    {
        if (!parser.Complete())
        {
            return parser.Error;
        }

        return frames.Native is { } native && !syntax.IsDeflated && native.Offset + native.Length > datasetLength
            ? new DicomError(DicomErrorKind.Truncated, datasetLength, PixelData.ToString(), $"Pixel Data of {native.Length} bytes is cut short by {native.Offset + native.Length - datasetLength}")
            : null;
    }

    /// <summary>Null for a deflated data set, whose bytes on disk are not the frames'.</summary>
    public FrameTable? Frames(long datasetOffset) => syntax.IsDeflated ? null : frames.Build(Attributes, datasetOffset);

    public ElementInterest OnElement(in ElementHeader header)
    {
        if (header.Depth > 0)
        {
            return header.Depth == 1 && IsWantedInItem(header) ? ElementInterest.Value : ElementInterest.Skip;
        }

        if (header.Tag.Group == 0x7FE0)
        {
            return OnPixelGroup(header);
        }

        if (header.Tag == CharacterSetTag)
        {
            return ElementInterest.Value;
        }

        if (header.Vr == Vr.SQ)
        {
            sequence = header.Tag;
            return IndexedAttributes.Find(header.Tag) is { IsCode: true } || IndexedAttributes.IsSequence(header.Tag) ? ElementInterest.Value : ElementInterest.Skip;
        }

        return IndexedAttributes.Find(header.Tag) is { Sequence: null, IsCode: false } ? ElementInterest.Value : ElementInterest.Skip;
    }

    public void OnValue(in ElementHeader header, ReadOnlySpan<byte> value)
    {
        if (header.Depth == 0 && header.Tag == CharacterSetTag)
        {
            characterSet = ReadCharacterSet(value);
        }
        else if (header.Tag == PixelData)
        {
            frames.BasicOffsets(value);
        }
        else if (header.Tag == ExtendedOffsetTable)
        {
            frames.ExtendedOffsets(value);
        }
        else if (header.Depth == 1)
        {
            OnItemValue(header, value);
        }
        else if (IndexedAttributes.Find(header.Tag) is { } attribute)
        {
            Attributes[header.Tag] = AttributeText.Decode(value, attribute.Vr, header.Vr, characterSet, syntax.IsLittleEndian);
        }
    }

    public void OnSequenceStart(in ElementHeader header) => item = 0;

    public void OnItemStart(int depth)
    {
        item++;
        itemCharacterSet = null;
    }

    public void OnSequenceEnd(DicomTag tag, int depth)
    {
        if (depth == 0 && IndexedAttributes.Find(tag) is { IsCode: true } && code[0] is not null)
        {
            Attributes[tag] = string.Join('\\', code);
        }

        code = new string?[3];
    }

    public void OnFragment(int index, long offset, long length)
    {
        if (index > 0)
        {
            frames.Fragment(offset, length);
        }
    }

    public void Dispose() => parser.Dispose();

    private ElementInterest OnPixelGroup(in ElementHeader header)
    {
        if (header.Tag == ExtendedOffsetTable)
        {
            return ElementInterest.Value;
        }

        if (header.Tag.Element is not (0x0008 or 0x0009 or 0x0010))
        {
            return ElementInterest.Skip;
        }

        if (header.Length < 0)
        {
            return ElementInterest.Value;
        }

        frames.NativePixelData(header.Tag, header.ValueOffset, header.Length);
        return ElementInterest.Stop;
    }

    private bool IsWantedInItem(in ElementHeader header) => header.Vr != Vr.SQ
        && (header.Tag == CharacterSetTag
            || (item <= 1 && (header.Tag == CodeValue || header.Tag == CodingScheme || header.Tag == CodeMeaning))
            || (IndexedAttributes.Find(header.Tag) is { Sequence: { } parent } && parent == sequence));

    private void OnItemValue(in ElementHeader header, ReadOnlySpan<byte> value)
    {
        if (header.Tag == CharacterSetTag)
        {
            itemCharacterSet = ReadCharacterSet(value);
            return;
        }

        SpecificCharacterSet set = itemCharacterSet ?? characterSet;
        if (IndexedAttributes.Find(header.Tag) is { Sequence: not null } attribute)
        {
            string text = AttributeText.Decode(value, attribute.Vr, header.Vr, set, syntax.IsLittleEndian);
            string? before = Attributes[header.Tag];
            Attributes[header.Tag] = before is null ? text : text.Length == 0 ? before : before + "\\" + text;
            return;
        }

        int part = header.Tag == CodeValue ? 0 : header.Tag == CodingScheme ? 1 : 2;
        code[part] = AttributeText.Decode(value, part == 2 ? Vr.LO : Vr.SH, header.Vr, set, syntax.IsLittleEndian);
    }

    private static SpecificCharacterSet ReadCharacterSet(ReadOnlySpan<byte> value) =>
        SpecificCharacterSet.FromTerms([.. System.Text.Encoding.ASCII.GetString(value).Split('\\').Select(t => t.Trim(' ', '\0'))]);
}
