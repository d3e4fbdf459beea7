namespace Gantry.Dicom.Encoding;

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
