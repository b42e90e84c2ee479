// An HTTP service for a fitted model, from a single file, without a trainer or a native library of its own. Serves the model that Quickstart saves.
//
//   ServingApi serve digits.zip --urls http://127.0.0.1:5080
//   ServingApi call http://127.0.0.1:5080    calls every endpoint from another process, one of them from many threads
//
// The second command prints:
// GET  /health         Healthy
// POST /encode         -2.08  -0.08  1.22  -1.47  0.38  -1.04  0.00  1.39
// POST /encode/batch   100 rows of 8; the first equals the one above: True
// POST /anomaly        90 for a digit, 1333 for every other pixel of it in reverse order
// POST /encode         400 {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.", ...
// POST /encode         400 calls, 8 at a time: 400 responses equal those of the batch
switch (args)
{
    case ["serve", string modelPath, .. string[] settings]:
        Server.Create(modelPath, settings).Run();
        return 0;
    case ["call", string url]:
        await Client.CallAsync(new Uri(url));
        return 0;
    default:
        Console.Error.WriteLine("usage: ServingApi serve model.zip [--urls http://127.0.0.1:5080] | ServingApi call URL");
        return 2;
}
