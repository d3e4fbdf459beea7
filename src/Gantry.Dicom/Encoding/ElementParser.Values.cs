using Gantry.Dicom.Dictionary;

namespace Gantry.Dicom.Encoding;

/// <summary>Values pass by, and are gathered where the handler wants them.</summary>
internal sealed partial class ElementParser
{
    private int Pass(ReadOnlySpan<byte> bytes)
    {
        int count = (int)Math.Min(passing, bytes.Length);
        passing -= count;
        position += count;
        if (!isCollecting)
        {
            return count;
        }

        if (passing > 0)
        {
            value.Append(bytes[..count], passing);
        }
        else if (value.IsEmpty)
        {
            EndValue(bytes[..count]);
        }
        else
        {
            value.Append(bytes[..count], 0);
            EndValue(value.Bytes);
            value.Clear();
        }

        return count;
    }

    private void EndValue(ReadOnlySpan<byte> bytes)
    {
        isCollecting = false;
        ref Container place = ref open[top];
        if (place.Kind == ContainerKind.Elements && current.Tag.Value == PixelRepresentation && bytes.Length == 2)
        {
            place.IsSigned = (bytes[0] | bytes[1]) == 1;
        }

        if (place.Kind == ContainerKind.Elements && IsCreatorToKeep(in place, current.Tag, bytes.Length))
        {
            (place.Creators ??= [])[current.Tag.Value] = System.Text.Encoding.ASCII.GetString(bytes).Trim(' ', '\0');
        }

        if (isToldValue)
        {
            handler.OnValue(in current, bytes);
        }
    }

    /// <summary>A private creator that tells VRs where the encoding does not (PS3.5 7.8.1: LO, so at most 64 characters).</summary>
    private static bool IsCreatorToKeep(in Container place, DicomTag tag, long length) => !place.IsExplicit && tag.IsPrivateCreator && length is > 0 and <= 64;

    /// <summary>The VR of a private element in implicit VR, by the dictionary of whoever reserved its block. A sequence there opens only where its length is undefined: the dictionary may be wrong.</summary>
    private static Vr PrivateVr(DicomTag tag, in Container place)
    {
        Vr vr = place.Creators is { } creators && creators.TryGetValue(PrivateDictionary.CreatorTagOf(tag).Value, out string? creator)
            ? PrivateDictionary.BuiltIn.VrOf(creator, tag)
            : Vr.UN;
        return vr is Vr.UN or Vr.SQ ? ImplicitVr.Of(tag, place.IsSigned) : vr;
    }

    private void BeginValue(bool isWanted, long length, bool capturesAnyway)
    {
        isToldValue = isWanted && length <= limits.MaxPushedValueBytes;
        isCollecting = (isToldValue || capturesAnyway) && length > 0;
        passing = length;
        if (isToldValue && length == 0)
        {
            handler.OnValue(in current, []);
        }
    }
}
