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

        if (isToldValue)
        {
            handler.OnValue(in current, bytes);
        }
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
