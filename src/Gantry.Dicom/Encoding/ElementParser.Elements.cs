namespace Gantry.Dicom.Encoding;

/// <summary>Headers of elements (PS3.5 7.1) and what they open.</summary>
internal sealed partial class ElementParser
{
    private int StepElement(ReadOnlySpan<byte> bytes)
    {
        ref Container place = ref open[top];
        DicomTag tag = RawHeader.TagOf(bytes, place.IsBigEndian);
        if (tag.Group == 0xFFFE)
        {
            return StepDelimiter(tag, bytes);
        }

        if (position == 0)
        {
            Recognise(bytes, ref place);
        }
        else if (place.IsUnknown && place.Last == 0 && !place.IsExplicit && VrRules.IsKnown((Vr)((bytes[4] << 8) | bytes[5])))
        {
            // Lenient: explicit VR items within UN, where PS3.5 6.2.2 has implicit VR (seen in re-encoded private sequences).
            place.IsExplicit = true;
            Find("explicit VR items within a UN element");
        }

        if (top == 0 && position > 0 && !bytes[..8].ContainsAnyExcept((byte)0))
        {
            // Lenient: files padded with zeros to a block size, which is no Data Set Trailing Padding (FFFC,FFFC), PS3.10 7.2.
            Find("zero bytes after the last element");
            IsStopped = true;
            return 8;
        }

        if (!RawHeader.TryDecode(bytes, place.IsExplicit, place.IsBigEndian, out RawHeader raw))
        {
            return 0;
        }

        // Whether an UN element of a known sequence really holds items is told by the four bytes after its header.
        bool maybeHidden = raw.Vr == Vr.UN && opensUnknown && raw.Length is >= 8 and not RawHeader.Undefined && ImplicitVr.Of(raw.Tag, false) == Vr.SQ;
        if (maybeHidden && bytes.Length < raw.Size + 4)
        {
            return 0;
        }

        CheckOrder(ref place, in raw);
        bool isHiddenSequence = maybeHidden && RawHeader.TagOf(bytes[raw.Size..], isBigEndian: false) == ItemTag;
        return Begin(in raw, isHiddenSequence) ? raw.Size : 0;
    }

    private void Recognise(ReadOnlySpan<byte> bytes, ref Container place)
    {
        if (SyntaxRecognition.Contradict(bytes, place.IsExplicit, place.IsBigEndian) is not { } seen)
        {
            return;
        }

        // Lenient: data sets in another uncompressed encoding than their meta information or presentation context says, PS3.10 7.1.
        Find($"encoded as {seen.Name}, not as declared");
        place.IsExplicit = seen.IsExplicitVr;
        place.IsBigEndian = !seen.IsLittleEndian;
    }

    private void CheckOrder(ref Container place, in RawHeader raw)
    {
        if (raw.Tag.Value <= place.Last && place.Last != 0)
        {
            // Lenient: elements out of order are common in old secondary captures, PS3.5 7.1.
            Find(raw.Tag.Value == place.Last ? $"{raw.Tag} is there twice" : $"{raw.Tag} after {new DicomTag(place.Last)}: not in ascending order");
        }

        place.Last = raw.Tag.Value;
        if (raw.Deviation is not null)
        {
            Find($"{raw.Tag}: {raw.Deviation}");
        }

        if ((raw.Length & 1) != 0 && raw.Length != RawHeader.Undefined)
        {
            // Lenient: odd value lengths of several older toolkits, PS3.5 7.1.1.
            Find($"{raw.Tag} has an odd length");
        }
    }

    private bool Begin(in RawHeader raw, bool isHiddenSequence)
    {
        Container place = open[top];
        bool isUndefined = raw.Length == RawHeader.Undefined;
        Vr vr = raw.Vr switch
        {
            Vr.None when raw.Tag.IsPrivate => PrivateVr(raw.Tag, in place),
            Vr.None => ImplicitVr.Of(raw.Tag, place.IsSigned),
            Vr.UN when isUndefined || isHiddenSequence => Vr.SQ,
            Vr.UN when opensUnknown => ImplicitVr.Of(raw.Tag, place.IsSigned) is var known and not Vr.SQ ? known : Vr.UN,
            _ => raw.Vr,
        };
        if (isUndefined && raw.Vr == Vr.None && vr != Vr.SQ)
        {
            // PS3.5 7.5.1: in implicit VR, an element of undefined length that the dictionary does not know is a sequence.
            vr = raw.Tag.Value == 0x7FE0_0010 ? Vr.OW : Vr.SQ;
        }

        IsUnknownVr = raw.Vr == Vr.UN;
        long valueOffset = position + raw.Size;
        long length = isUndefined ? -1 : raw.Length;
        if (length > place.Limit - valueOffset)
        {
            Fail(DicomErrorKind.LengthBeyondData, $"{raw.Tag} declares {length} bytes where {Math.Max(0, place.Limit - valueOffset)} are left");
            return false;
        }

        current = new ElementHeader(raw.Tag, vr, length, valueOffset, Depth) { IsBigEndian = place.IsBigEndian && raw.Vr != Vr.UN };
        ElementInterest interest = place.IsQuiet ? ElementInterest.Skip : handler.OnElement(in current);
        if (interest == ElementInterest.Stop)
        {
            IsStopped = true;
            return true;
        }

        bool isWanted = interest == ElementInterest.Value;
        if (vr == Vr.SQ && (isUndefined || isWanted))
        {
            return Open(ContainerKind.Sequence, isWanted, isUnknown: raw.Vr == Vr.UN);
        }

        if (isUndefined)
        {
            return VrRules.WordBytes(vr) > 1 || vr == Vr.OB
                ? Open(ContainerKind.Fragments, isWanted, isUnknown: false)
                : FailWith(DicomErrorKind.InvalidStructure, $"{raw.Tag} of VR {VrRules.Code(vr)} cannot have an undefined length");
        }

        BeginValue(isWanted, length, capturesAnyway: (raw.Tag.Value == PixelRepresentation && length == 2) || IsCreatorToKeep(in place, raw.Tag, length));
        return true;
    }

    private bool FailWith(DicomErrorKind kind, string detail)
    {
        Fail(kind, detail);
        return false;
    }

    private bool Open(ContainerKind kind, bool isWanted, bool isUnknown)
    {
        Container place = open[top];
        if (top / 2 >= limits.MaxDepth)
        {
            return FailWith(DicomErrorKind.NestingTooDeep, $"sequences nest deeper than {limits.MaxDepth}");
        }

        bool hasLength = current.Length >= 0;
        Push(new Container
        {
            Kind = kind,
            IsExplicit = place.IsExplicit && !isUnknown,
            IsBigEndian = place.IsBigEndian && !isUnknown,
            IsUnknown = isUnknown || place.IsUnknown,
            IsQuiet = !isWanted,
            IsSigned = place.IsSigned,
            HasLength = hasLength,
            Limit = hasLength ? current.ValueOffset + current.Length : place.Limit,
            Header = current,
        });
        if (isWanted && kind == ContainerKind.Sequence)
        {
            handler.OnSequenceStart(in current);
        }

        return true;
    }
}
