namespace Gantry.Server.DicomWeb.Store;

/// <summary>In which form instances come in a store request (PS3.18 table 10.5.4-1).</summary>
internal enum StoreForm
{
    /// <summary>Each part is an instance: application/dicom.</summary>
    Dicom,

    /// <summary>One part describes all instances in JSON (PS3.18 F), bulk data comes in parts of its own.</summary>
    Json,

    /// <summary>A part for each instance describes it in XML (PS3.19 A.1), bulk data comes in parts of its own.</summary>
    Xml,
}
