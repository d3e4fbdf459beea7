namespace Gantry.Network.Services.Storage;

/// <summary>What an SCP of the Storage service class does with instances (PS3.4 B).</summary>
public interface IStorageScp
{
    /// <summary>A C-STORE-RQ has come; its data set follows. Called in the order of arrival; several sinks of one association may be completing at a time.</summary>
    StorageSink Open(StoreRequest request);
}
