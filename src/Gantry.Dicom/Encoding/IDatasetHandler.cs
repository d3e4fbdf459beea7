namespace Gantry.Dicom.Encoding;

/// <summary>What is known of an element when its header has been read. Offsets count from the first byte of the data set (inflated, where deflated).</summary>
/// <param name="Tag">The element's tag.</param>
/// <param name="Vr">Explicit, or from the dictionary for implicit VR; UN where neither says.</param>
/// <param name="Length">Value length in bytes; -1 is undefined.</param>
/// <param name="ValueOffset">Where the value field starts.</param>
/// <param name="Depth">0 at the top of the data set, 1 in an item of a sequence there, ...</param>
public readonly record struct ElementHeader(DicomTag Tag, Vr Vr, long Length, long ValueOffset, int Depth);

/// <summary>What the handler wants of an element.</summary>
public enum ElementInterest
{
    /// <summary>Pass over the value; of a sequence, pass over the nested events too.</summary>
    Skip,

    /// <summary>Hand out the value by <see cref="IDatasetHandler.OnValue"/>, or the nested events of a sequence or of encapsulated Pixel Data.</summary>
    Value,

    /// <summary>No further event at all: the rest only passes by.</summary>
    Stop,
}

/// <summary>Receives the events of a <see cref="DatasetPushParser"/>, in order of the bytes. Spans are borrowed for the call.</summary>
public interface IDatasetHandler
{
    ElementInterest OnElement(in ElementHeader header);

    /// <summary>The whole value of an element that <see cref="OnElement"/> wanted, at most <see cref="ReadLimits.MaxPushedValueBytes"/> long.</summary>
    void OnValue(in ElementHeader header, ReadOnlySpan<byte> value) { }

    void OnSequenceStart(in ElementHeader header) { }

    void OnItemStart(int depth) { }

    void OnItemEnd(int depth) { }

    void OnSequenceEnd(DicomTag tag, int depth) { }

    /// <summary>A fragment of encapsulated Pixel Data; index 0 is the Basic Offset Table, whose bytes come by <see cref="OnValue"/> if they fit.</summary>
    void OnFragment(int index, long offset, long length) { }
}
