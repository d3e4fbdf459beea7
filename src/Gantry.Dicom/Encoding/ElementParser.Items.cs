namespace Gantry.Dicom.Encoding;

/// <summary>Items, delimiters and fragments (PS3.5 7.5, A.4).</summary>
internal sealed partial class ElementParser
{
    private static DicomTag ItemTag => new(0xFFFE_E000);
    private static DicomTag ItemEndTag => new(0xFFFE_E00D);
    private static DicomTag SequenceEndTag => new(0xFFFE_E0DD);

    private int StepItem(ReadOnlySpan<byte> bytes)
    {
        ref Container sequence = ref open[top];
        DicomTag tag = RawHeader.TagOf(bytes, sequence.IsBigEndian);
        uint length = RawHeader.LengthOf(bytes[4..], sequence.IsBigEndian);
        if (tag == SequenceEndTag)
        {
            return EndSequence(in sequence, length);
        }

        if (tag == ItemEndTag)
        {
            // Lenient: an Item Delimitation Item after an item of defined length, PS3.5 7.5.2.
            Find("an Item Delimitation Item after an item of defined length");
            return 8;
        }

        if (tag != ItemTag)
        {
            Fail(DicomErrorKind.InvalidStructure, $"{tag} where an item must start");
            return 0;
        }

        bool hasLength = length != RawHeader.Undefined;
        if (hasLength && sequence.HasLength && length > sequence.Limit - position - 8 && length <= open[top - 1].Limit - position - 8)
        {
            // Lenient: sequences whose declared length is shorter than their items (media written by old workstations), PS3.5 7.5.1.
            Find("an item reaches beyond the declared length of its sequence");
            sequence.Limit = position + 8 + length;
        }

        if (hasLength && length > sequence.Limit - position - 8)
        {
            Fail(DicomErrorKind.LengthBeyondData, $"an item declares {length} bytes where {sequence.Limit - position - 8} are left");
            return 0;
        }

        sequence.Last++;
        Container item = sequence;
        item.Kind = ContainerKind.Elements;
        item.HasLength = hasLength;
        item.Limit = hasLength ? position + 8 + length : sequence.Limit;
        item.Last = 0;
        item.Creators = null;
        Push(in item);
        if (!item.IsQuiet)
        {
            handler.OnItemStart(Depth);
        }

        return 8;
    }

    private int EndSequence(in Container sequence, uint length)
    {
        if (sequence.HasLength)
        {
            // Lenient: a Sequence Delimitation Item although the sequence's length is defined, PS3.5 7.5.2.
            Find("a Sequence Delimitation Item in a sequence of defined length");
            return 8;
        }

        if (length != 0)
        {
            Find("a delimitation item with a length");
        }

        Close();
        return 8;
    }

    private int StepDelimiter(DicomTag tag, ReadOnlySpan<byte> bytes)
    {
        uint length = RawHeader.LengthOf(bytes[4..], open[top].IsBigEndian);
        if (tag == ItemEndTag && top > 0 && !open[top].HasLength)
        {
            if (length != 0)
            {
                Find("a delimitation item with a length");
            }

            Close();
            return 8;
        }

        if ((tag == ItemTag || tag == SequenceEndTag) && top > 0 && !open[top].HasLength)
        {
            // Lenient: an item of undefined length without its Item Delimitation Item, PS3.5 7.5.2.
            Find("an Item Delimitation Item is missing");
            Close();
            return StepItem(bytes);
        }

        if (tag != ItemTag && length == 0)
        {
            // Lenient: a delimiter too many, PS3.5 7.5.2.
            Find($"a delimitation item {tag} that closes nothing");
            return 8;
        }

        Fail(DicomErrorKind.InvalidStructure, $"{tag} outside a sequence");
        return 0;
    }

    private int StepFragment(ReadOnlySpan<byte> bytes)
    {
        ref Container pixels = ref open[top];
        DicomTag tag = RawHeader.TagOf(bytes, pixels.IsBigEndian);
        uint length = RawHeader.LengthOf(bytes[4..], pixels.IsBigEndian);
        if (tag == SequenceEndTag)
        {
            return EndSequence(in pixels, length);
        }

        if (tag != ItemTag || length == RawHeader.Undefined)
        {
            Fail(DicomErrorKind.InvalidStructure, tag == ItemTag ? "a fragment of undefined length" : $"{tag} where a fragment must start");
            return 0;
        }

        if (length > pixels.Limit - position - 8)
        {
            Fail(DicomErrorKind.LengthBeyondData, $"a fragment declares {length} bytes where {pixels.Limit - position - 8} are left");
            return 0;
        }

        int index = (int)pixels.Last++;
        if (!pixels.IsQuiet)
        {
            handler.OnFragment(index, position + 8, length);
        }

        current = pixels.Header;
        BeginValue(isWanted: index == 0 && !pixels.IsQuiet, length, capturesAnyway: false);
        return 8;
    }
}
