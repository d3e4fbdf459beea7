namespace Gantry.Dicom.Encoding;

/// <summary>Receives the events of a <see cref="DatasetPushParser"/>, in order of the bytes. Spans are borrowed for the call.</summary>
public interface IDatasetHandler
{
    ElementInterest OnElement(in ElementHeader header);

    /// <summary>The whole value of an element that <see cref="OnElement"/> wanted, at most <see cref="ReadLimits.MaxPushedValueBytes"/> long.</summary>
    void OnValue(in ElementHeader header, ReadOnlySpan<byte> value) { }

    /// <summary>A wanted sequence opens. Encapsulated Pixel Data has no such event: its fragments follow <see cref="OnElement"/>.</summary>
    void OnSequenceStart(in ElementHeader header) { }

    /// <summary>An item opens; <paramref name="depth"/> is that of the elements in it.</summary>
    void OnItemStart(int depth) { }

    /// <summary>The item closes; <paramref name="depth"/> is that of the elements in it.</summary>
    void OnItemEnd(int depth) { }

    /// <summary>The sequence closes; <paramref name="depth"/> is that of its own element.</summary>
    void OnSequenceEnd(DicomTag tag, int depth) { }

    /// <summary>
    /// A fragment of encapsulated Pixel Data, told before its bytes have come: where its value starts and how long it is. Index 0 is the Basic
    /// Offset Table, whose bytes come by <see cref="OnValue"/> if they fit.
    /// </summary>
    void OnFragment(int index, long offset, long length) { }
}
